import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { isId } from '#platform/ids';
import type { CaseContext } from '../../../context.ts';
import type { CaseRecord } from '../../../domain/case-types.ts';

const AT = 'Query.case';
const args = z.object({ id: z.string().refine(isId, 'is not an id') });

export async function caseById(
  _parent: unknown,
  given: unknown,
  { loaders, access }: CaseContext,
): Promise<CaseRecord | null> {
  const { id } = parseInput(args, given, '');
  const record = await loaders.cases.load({ id });
  return record !== undefined && access.wayTo(AT, access.ways(AT), record) !== undefined ? record : null;
}
