import { parseInput } from '#platform/errors';
import { callOf, changing } from '../../../context.ts';
import { revokeCase as useCase } from '../../../domain/revoke-case.ts';
import { revokeCaseInput } from '../../inputs.ts';
import type { CaseContext } from '../../../context.ts';
import type { CaseRecord } from '../../../domain/case-types.ts';

export async function revokeCase(
  _parent: unknown,
  args: { readonly input: unknown },
  context: CaseContext,
): Promise<{ case: CaseRecord }> {
  const input = parseInput(revokeCaseInput, args.input);
  return { case: await changing(context, useCase(context.deps, callOf(context), input)) };
}
