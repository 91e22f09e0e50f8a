import { parseInput } from '#platform/errors';
import { callOf, changing } from '../../../context.ts';
import { markCaseReady as useCase } from '../../../domain/mark-case-ready.ts';
import { caseIdInput } from '../../inputs.ts';
import type { CaseContext } from '../../../context.ts';
import type { CaseRecord } from '../../../domain/case-types.ts';

export async function markCaseReady(
  _parent: unknown,
  args: { readonly input: unknown },
  context: CaseContext,
): Promise<{ case: CaseRecord }> {
  const input = parseInput(caseIdInput, args.input);
  return { case: await changing(context, useCase(context.deps, callOf(context), input.caseId)) };
}
