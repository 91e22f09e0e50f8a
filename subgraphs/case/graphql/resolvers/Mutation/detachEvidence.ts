import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { callOf, changing } from '../../../context.ts';
import { detachEvidence as useCase } from '../../../domain/detach-evidence.ts';
import { detachEvidenceInput } from '../../inputs.ts';
import type { CaseContext } from '../../../context.ts';
import type { CaseRecord } from '../../../domain/case-types.ts';

export const detachEvidence = answering(
  (_parent: unknown, args: { readonly input: unknown }, context: CaseContext): Promise<CaseRecord> => {
    const input = parseInput(detachEvidenceInput, args.input);
    return changing(context, useCase(context.deps, callOf(context), input));
  },
  (record) => ({ case: record }),
);
