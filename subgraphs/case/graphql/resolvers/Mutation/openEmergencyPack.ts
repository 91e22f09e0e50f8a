import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { callOf, changing } from '../../../context.ts';
import { openEmergencyPack as useCase } from '../../../domain/open-emergency-pack.ts';
import { openEmergencyPackInput } from '../../inputs.ts';
import type { CaseContext } from '../../../context.ts';
import type { CaseRecord } from '../../../domain/case-types.ts';

export const openEmergencyPack = answering(
  (_parent: unknown, args: { readonly input: unknown }, context: CaseContext): Promise<CaseRecord> => {
    const input = parseInput(openEmergencyPackInput, args.input);
    return changing(context, useCase(context.deps, callOf(context), input));
  },
  (record) => ({ case: record }),
);
