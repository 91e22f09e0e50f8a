import { idOf, parsePage, toConnection } from '#platform/paging';
import { callOf } from '../../../context.ts';
import { ownScope } from '../../../domain/scope.ts';
import type { Connection, PageArguments } from '#platform/paging';
import type { CaseContext } from '../../../context.ts';
import type { CaseRecord } from '../../../domain/case-types.ts';

export async function cases(
  _parent: unknown,
  args: PageArguments,
  context: CaseContext,
): Promise<Connection<CaseRecord>> {
  const page = parsePage(args);
  const scope = ownScope(callOf(context));
  const ids = await context.deps.reader.casePage(scope, { before: page.before ?? null, limit: page.readLimit });
  const records = await context.loaders.cases.loadMany(ids);
  return toConnection(
    records.filter((record) => isRecord(record)),
    page,
    idOf,
  );
}

/** A case is never deleted, so what could not be loaded is an error and not a gap. */
function isRecord(loaded: CaseRecord | Error | undefined): loaded is CaseRecord {
  if (loaded instanceof Error) throw loaded;
  return loaded !== undefined;
}
