import { signedIn } from '#platform/auth';
import { parsePage, toConnection } from '#platform/paging';
import { endOf, isIndex, keyOf } from '../audit-trail.ts';
import { parseSearchFilter } from '../search-filter.ts';
import type { Connection, PageArguments } from '#platform/paging';
import type { AuditContext } from '../../../context.ts';
import type { ReadableEntry } from '../../../log/entry-queries.ts';
import type { SearchArguments } from '../search-filter.ts';

/** Reading everybody's entries is recorded before the answer; a search that cannot be recorded is not answered. */
export async function auditEntries(
  _parent: unknown,
  args: PageArguments & SearchArguments,
  context: AuditContext,
): Promise<Connection<ReadableEntry>> {
  const caller = signedIn(context);
  const page = parsePage(args, isIndex);
  const filter = parseSearchFilter(args);
  await context.recordFact({
    action: 'audit.entry.read',
    tenantId: caller.tenantId,
    target: { type: 'AuditLog', id: caller.tenantId, ownerPrincipalId: null },
    tier: 'green',
    outcome: 'OK',
    detail: {
      ...filter,
      from: filter.from?.toISOString() ?? null,
      to: filter.to?.toISOString() ?? null,
      before: page.before ?? null,
      limit: page.limit,
    },
  });
  const entries = await context.entries.search({
    ...filter,
    limit: page.readLimit,
    beforeIndex: endOf(page, context),
  });
  return toConnection(entries, page, keyOf);
}
