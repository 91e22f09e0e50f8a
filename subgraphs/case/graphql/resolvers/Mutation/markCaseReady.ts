import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { callOf, changing } from '../../../context.ts';
import { markCaseReady as useCase } from '../../../domain/mark-case-ready.ts';
import { caseIdInput } from '../../inputs.ts';
import type { CaseContext } from '../../../context.ts';
import type { CaseRecord } from '../../../domain/case-types.ts';

export const markCaseReady = answering(
  (_parent: unknown, args: { readonly input: unknown }, context: CaseContext): Promise<CaseRecord> => {
    const input = parseInput(caseIdInput, args.input);
    return changing(context, useCase(context.deps, callOf(context), input.caseId));
  },
  (record) => ({ case: record }),
);
