import { signedIn } from '#platform/auth';
import { isId } from '#platform/ids';
import { parsePage, toConnection } from '#platform/paging';
import { endOf, isIndex, keyOf } from './audit-trail.ts';
import type { TrailResolvers } from './audit-trail.ts';

/** One's own excerpt of the log. Somebody else's is empty, as that of somebody who does not exist. */
export const Principal: TrailResolvers = {
  __resolveReference: ({ id }) => (isId(id) ? { id } : null),
  auditTrail: async ({ id }, args, context) => {
    const page = parsePage(args, isIndex);
    const { tenantId, principalId } = signedIn(context);
    if (id !== principalId) return toConnection([], page, keyOf);
    const query = { limit: page.readLimit, beforeIndex: endOf(page, context) };
    return toConnection(await context.entries.own({ tenantId, principalId }, query), page, keyOf);
  },
};
