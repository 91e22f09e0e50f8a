import { parseInput } from '#platform/errors';
import { callOf, changing } from '../../../context.ts';
import { detachEvidence as useCase } from '../../../domain/detach-evidence.ts';
import { detachEvidenceInput } from '../../inputs.ts';
import type { CaseContext } from '../../../context.ts';
import type { CaseRecord } from '../../../domain/case-types.ts';

export async function detachEvidence(
  _parent: unknown,
  args: { readonly input: unknown },
  context: CaseContext,
): Promise<{ case: CaseRecord }> {
  const input = parseInput(detachEvidenceInput, args.input);
  return { case: await changing(context, useCase(context.deps, callOf(context), input)) };
}
