import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { callOf, changing } from '../../../context.ts';
import { openDeathReadiness as useCase } from '../../../domain/open-death-readiness.ts';
import { openDeathReadinessInput } from '../../inputs.ts';
import type { CaseContext } from '../../../context.ts';
import type { CaseRecord } from '../../../domain/case-types.ts';

export const openDeathReadiness = answering(
  (_parent: unknown, args: { readonly input: unknown }, context: CaseContext): Promise<CaseRecord> => {
    const input = parseInput(openDeathReadinessInput, args.input);
    return changing(context, useCase(context.deps, callOf(context), input));
  },
  (record) => ({ case: record }),
);
