import { idOf, parsePage, toConnection } from '#platform/paging';
import { sharedPacks } from '../../../domain/shared-packs.ts';
import type { Connection, PageArguments } from '#platform/paging';
import type { CaseContext } from '../../../context.ts';
import type { SharedPack } from '../../../domain/reader.ts';

export async function packsSharedWithMe(
  _parent: unknown,
  args: PageArguments,
  context: CaseContext,
): Promise<Connection<SharedPack>> {
  const page = parsePage(args);
  const packs = await sharedPacks(context.deps.reader, context.access, {
    before: page.before ?? null,
    limit: page.readLimit,
  });
  return toConnection(packs, page, idOf);
}
