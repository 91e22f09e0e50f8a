import { isId } from '#platform/ids';
import { parsePage, toConnection } from '#platform/paging';
import type { Connection, Page, PageArguments } from '#platform/paging';
import type { AuditContext } from '../../context.ts';
import type { ReadableEntry, TrailOwner } from '../../log/entry-queries.ts';

interface Reference {
  readonly id: string;
}

/** Resolvers of a type that has a trail. The object itself is another service's; what is not the caller's has an empty trail. */
export interface TrailResolvers {
  __resolveReference(reference: Reference): Reference | null;
  auditTrail(parent: Reference, page: PageArguments, context: AuditContext): Promise<Connection<ReadableEntry>>;
}

export function trailResolvers(targetType: string, owner: TrailOwner): TrailResolvers {
  return {
    __resolveReference: ({ id }) => (isId(id) ? { id } : null),
    auditTrail: async ({ id }, args, context) => {
      const page = parsePage(args, isIndex);
      const beforeIndex = endOf(page, context);
      const entries = await context.trail(owner, { targetType, targetId: id, limit: page.readLimit, beforeIndex });
      return toConnection(entries, page, keyOf);
    },
  };
}

/** The cursor of an entry list is the position in the log. */
export function isIndex(key: string): boolean {
  return /^(0|[1-9][0-9]{0,14})$/.test(key);
}

/**
 * Where a page ends: at the page before it, or at the newest signed checkpoint. An entry that was committed a moment ago
 * and is not signed yet cannot be proven, so it is not shown yet.
 */
export function endOf({ before }: Page, { checkpoint }: AuditContext): number {
  const { size } = checkpoint();
  return before === undefined ? size : Math.min(Number(before), size);
}

export function keyOf({ index }: ReadableEntry): string {
  return String(index);
}
