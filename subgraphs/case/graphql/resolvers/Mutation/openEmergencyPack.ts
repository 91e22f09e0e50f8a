import { parseInput } from '#platform/errors';
import { callOf, changing } from '../../../context.ts';
import { openEmergencyPack as useCase } from '../../../domain/open-emergency-pack.ts';
import { openEmergencyPackInput } from '../../inputs.ts';
import type { CaseContext } from '../../../context.ts';
import type { CaseRecord } from '../../../domain/case-types.ts';

export async function openEmergencyPack(
  _parent: unknown,
  args: { readonly input: unknown },
  context: CaseContext,
): Promise<{ case: CaseRecord }> {
  const input = parseInput(openEmergencyPackInput, args.input);
  return { case: await changing(context, useCase(context.deps, callOf(context), input)) };
}
