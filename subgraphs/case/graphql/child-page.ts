import { idOf, parsePage, toConnection } from '#platform/paging';
import type DataLoader from 'dataloader';
import type { Connection, PageArguments } from '#platform/paging';
import type { CaseRecord } from '../domain/case-types.ts';
import type { ChildKey } from '../loaders.ts';

/** A page of a list below a case, read together with the same list of other cases. */
export async function childPage<Row extends { readonly id: string }>(
  loader: DataLoader<ChildKey, Row[], string>,
  owner: CaseRecord,
  args: PageArguments,
): Promise<Connection<Row>> {
  const page = parsePage(args);
  const rows = await loader.load({ owner, caseId: owner.id, before: page.before ?? null, limit: page.readLimit });
  return toConnection(rows, page, idOf);
}
