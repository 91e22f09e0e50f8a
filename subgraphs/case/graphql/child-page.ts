import { idOf, parsePage, toConnection } from '#platform/paging';
import type DataLoader from 'dataloader';
import type { Connection, PageArguments } from '#platform/paging';
import type { ChildQuery } from '../domain/reader.ts';

/** A page of a list below a case, read together with the same list of other cases. */
export async function childPage<Row extends { readonly id: string }>(
  loader: DataLoader<ChildQuery, Row[], string>,
  caseId: string,
  args: PageArguments,
): Promise<Connection<Row>> {
  const page = parsePage(args);
  const rows = await loader.load({ caseId, before: page.before ?? null, limit: page.readLimit });
  return toConnection(rows, page, idOf);
}
