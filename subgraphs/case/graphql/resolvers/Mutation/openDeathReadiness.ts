import { parseInput } from '#platform/errors';
import { callOf, changing } from '../../../context.ts';
import { openDeathReadiness as useCase } from '../../../domain/open-death-readiness.ts';
import { openDeathReadinessInput } from '../../inputs.ts';
import type { CaseContext } from '../../../context.ts';
import type { CaseRecord } from '../../../domain/case-types.ts';

export async function openDeathReadiness(
  _parent: unknown,
  args: { readonly input: unknown },
  context: CaseContext,
): Promise<{ case: CaseRecord }> {
  const input = parseInput(openDeathReadinessInput, args.input);
  return { case: await changing(context, useCase(context.deps, callOf(context), input)) };
}
