import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { isId } from '#platform/ids';
import type { CaseContext } from '../../../context.ts';
import type { CaseRecord } from '../../../domain/case-types.ts';

const args = z.object({ id: z.string().refine(isId, 'is not an id') });

export async function caseById(_parent: unknown, given: unknown, { loaders }: CaseContext): Promise<CaseRecord | null> {
  const { id } = parseInput(args, given, '');
  return (await loaders.cases.load(id)) ?? null;
}
