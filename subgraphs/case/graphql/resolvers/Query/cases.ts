import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { isId } from '#platform/ids';
import { idOf, parsePage, toConnection } from '#platform/paging';
import { callOf } from '../../../context.ts';
import { actFor } from '../../../domain/acting.ts';
import { scopeOf } from '../../../domain/call.ts';
import type { Connection, PageArguments } from '#platform/paging';
import type { CaseContext } from '../../../context.ts';
import type { CaseRecord } from '../../../domain/case-types.ts';

const named = z.object({ onBehalfOf: z.string().refine(isId, 'is not an id').nullish() });

export async function cases(
  _parent: unknown,
  args: PageArguments & { readonly onBehalfOf?: unknown },
  context: CaseContext,
): Promise<Connection<CaseRecord>> {
  const page = parsePage(args);
  const { onBehalfOf = null } = parseInput(named, args, '');
  const acting = actFor(callOf(context), 'Query.cases', onBehalfOf, 'onBehalfOf');
  const owner = scopeOf(acting);
  const ids = await context.deps.reader.casePage(owner, { before: page.before ?? null, limit: page.readLimit });
  const records = await context.loaders.cases.loadMany(ids.map((id) => ({ id, owner })));
  return toConnection(
    records.filter((record) => isRecord(record)).filter((record) => acting.permits(record)),
    page,
    idOf,
  );
}

/** A case is never deleted, so what could not be loaded is an error and not a gap. */
function isRecord(loaded: CaseRecord | Error | undefined): loaded is CaseRecord {
  if (loaded instanceof Error) throw loaded;
  return loaded !== undefined;
}
