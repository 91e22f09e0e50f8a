import { parseInput } from '#platform/errors';
import { callOf, changing } from '../../../context.ts';
import { attachEvidence as useCase } from '../../../domain/attach-evidence.ts';
import { attachEvidenceInput } from '../../inputs.ts';
import type { CaseContext } from '../../../context.ts';
import type { CaseRecord } from '../../../domain/case-types.ts';

export async function attachEvidence(
  _parent: unknown,
  args: { readonly input: unknown },
  context: CaseContext,
): Promise<{ case: CaseRecord }> {
  const input = parseInput(attachEvidenceInput, args.input);
  return { case: await changing(context, useCase(context.deps, callOf(context), input)) };
}
