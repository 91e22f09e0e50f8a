import { signedIn } from '#platform/auth';
import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { isAuditAction } from '#platform/audit';
import { isId } from '#platform/ids';
import { parsePage, toConnection } from '#platform/paging';
import { endOf, isIndex, keyOf } from '../audit-trail.ts';
import type { Connection, PageArguments } from '#platform/paging';
import type { AuditContext } from '../../../context.ts';
import type { ReadableEntry } from '../../../log/entry-queries.ts';

const filterSchema = z.object({
  targetId: z.string().refine(isId, 'is not an id').nullish(),
  action: z.string().refine(isAuditAction, 'is not a known action').nullish(),
});

/** Reading everybody's entries is recorded before the answer; a search that cannot be recorded is not answered. */
export async function auditEntries(
  _parent: unknown,
  args: PageArguments & { targetId?: string | null; action?: string | null },
  context: AuditContext,
): Promise<Connection<ReadableEntry>> {
  const caller = signedIn(context);
  const page = parsePage(args, isIndex);
  const { targetId, action } = parseInput(filterSchema, { targetId: args.targetId, action: args.action }, '');
  await context.recordFact({
    action: 'audit.entry.read',
    tenantId: caller.tenantId,
    target: { type: 'AuditLog', id: caller.tenantId, ownerPrincipalId: null },
    tier: 'green',
    outcome: 'OK',
    detail: { targetId: targetId ?? null, action: action ?? null, limit: page.limit },
  });
  const entries = await context.entries.search({
    targetId: targetId ?? undefined,
    action: action ?? undefined,
    limit: page.readLimit,
    beforeIndex: endOf(page, context),
  });
  return toConnection(entries, page, keyOf);
}
