import type { CaseTransition as Transition } from '../../domain/case-types.ts';

export const CaseTransition = {
  from: ({ from }: Transition) => from?.toUpperCase() ?? null,
  to: ({ to }: Transition) => to.toUpperCase(),
};
