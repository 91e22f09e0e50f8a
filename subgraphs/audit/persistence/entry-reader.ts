import { ENTRY_COLUMNS, toEntry } from './entry-row.ts';
import type { Database, Transaction, TransactionScope } from '#platform/db';
import type { EntryReader, ReadableEntry, TrailOwner } from '../log/entry-queries.ts';
import type { StoredEntry } from './entry-row.ts';

/** Of one excerpt; with their proofs about 15 MB. */
const MAX_EXCERPT_ENTRIES = 10_000;

type ReadableRow = StoredEntry & Pick<ReadableEntry, 'actorId' | 'targetId'>;

const RESOLVED = `${ENTRY_COLUMNS}, actor.raw_id AS "actorId", target.raw_id AS "targetId"`;
const RESOLVE = `LEFT JOIN pseudonym actor ON actor.ref = e.actor_ref LEFT JOIN pseudonym target ON target.ref = e.target_ref`;
const RAW_IDS = `SELECT ref, raw_id AS "rawId" FROM pseudonym WHERE ref = ANY($1::uuid[])`;
/** The lateral sub-select lets the index on (tenant_ref, target_ref, index) answer each trail by itself. */
const TRAILS = `SELECT wanted.at, ${RESOLVED}
  FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS wanted (target_id, target_type, before_index, page_limit, at)
  JOIN pseudonym object ON object.raw_id = wanted.target_id AND object.kind = 'object'
    AND object.tenant_ref = current_setting('app.tenant_ref')::uuid
  CROSS JOIN LATERAL (
    SELECT * FROM audit_entry t
    WHERE t.tenant_ref = object.tenant_ref AND t.target_ref = object.ref AND t.target_type = wanted.target_type
      AND t.index < wanted.before_index
      AND t.owner_ref IS NOT DISTINCT FROM nullif(current_setting('app.owner_ref', true), '')::uuid
    ORDER BY t.index DESC LIMIT wanted.page_limit
  ) e ${RESOLVE}
  ORDER BY wanted.at, e.index DESC`;
const SEARCH = `SELECT ${RESOLVED} FROM audit_entry e ${RESOLVE}
  WHERE ($1::uuid IS NULL OR e.target_ref IN (SELECT ref FROM pseudonym WHERE raw_id = $1))
    AND ($2::text IS NULL OR e.action = $2)
    AND e.index < $3
  ORDER BY e.index DESC LIMIT $4`;
const EXCERPT = `SELECT ${ENTRY_COLUMNS} FROM audit_entry e
  WHERE e.tenant_ref = current_setting('app.tenant_ref')::uuid AND e.target_type = $2
    AND e.target_ref = (SELECT ref FROM pseudonym WHERE raw_id = $1 AND kind = 'object' AND tenant_ref = current_setting('app.tenant_ref')::uuid)
    AND e.owner_ref IS NOT DISTINCT FROM nullif(current_setting('app.owner_ref', true), '')::uuid
  AND e.index < $3
  ORDER BY e.index LIMIT ${String(MAX_EXCERPT_ENTRIES + 1)}`;
const PENDING = `SELECT p.intent_id AS "intentId", p.request_id AS "requestId" FROM audit_entry p
  WHERE p.kind = 'PREPARED' AND p.service = $1 AND p.recorded_at < $2
    AND NOT EXISTS (SELECT 1 FROM audit_entry o WHERE o.intent_id = p.intent_id AND o.kind = 'OUTCOME')
  ORDER BY p.recorded_at LIMIT $3`;

export function createEntryReader(db: Database): EntryReader {
  return {
    trails: (scope, owner, queries) =>
      db.read(scope, async (tx) => {
        const found: ReadableEntry[][] = queries.map(() => []);
        if (!(await enterTenant(tx, scope, owner))) return found;
        const rows = await tx.query<ReadableRow & { at: string }>(TRAILS, [
          queries.map(({ targetId }) => targetId),
          queries.map(({ targetType }) => targetType),
          queries.map(({ beforeIndex }) => beforeIndex),
          queries.map(({ limit }) => limit),
        ]);
        const entries = await readable(tx, rows, owner);
        for (const { at, ...entry } of entries) found[Number(at) - 1]?.push(entry);
        return found;
      }),
    search: ({ targetId, action, beforeIndex, limit }) =>
      db.read(null, async (tx) => {
        await tx.query(`SELECT set_config('app.purpose', 'auditor', true)`);
        const rows = await tx.query<ReadableRow>(SEARCH, [targetId ?? null, action ?? null, beforeIndex, limit]);
        return readable(tx, rows, 'auditor');
      }),
    excerpt: (scope, { type, id, beforeIndex }) =>
      db.read(scope, async (tx) => {
        if (!(await enterTenant(tx, scope, 'principal'))) return [];
        const rows = await tx.query<StoredEntry>(EXCERPT, [id, type, beforeIndex]);
        if (rows.length > MAX_EXCERPT_ENTRIES) throw new Error('the excerpt would be too large');
        return rows.map(toEntry);
      }),
    pendingIntents: (service, olderThan, limit) =>
      db.read(null, async (tx) => {
        await tx.query(`SELECT set_config('app.purpose', 'sequencer', true)`);
        return tx.query(PENDING, [service, olderThan, limit]);
      }),
  };
}

/**
 * Resolves the pseudonyms of the tenant and the owner and keeps them for the transaction; the policies read them.
 * @returns false when the tenant or the owner is in no entry yet, so there is nothing to read
 */
async function enterTenant(tx: Transaction, scope: TransactionScope, owner: TrailOwner): Promise<boolean> {
  const [tenant] = await tx.query<{ ref: string }>(
    `SELECT ref, set_config('app.tenant_ref', ref::text, true) FROM pseudonym WHERE kind = 'tenant' AND raw_id = $1`,
    [scope.tenantId],
  );
  if (tenant === undefined) return false;
  if (owner === 'organisation') return true;
  const [person] = await tx.query<{ ref: string }>(
    `SELECT ref, set_config('app.owner_ref', ref::text, true) FROM pseudonym WHERE kind = 'principal' AND raw_id = $1 AND tenant_ref = $2`,
    [scope.principalId, tenant.ref],
  );
  return person !== undefined;
}

/** With the grants and those on whose behalf; one statement more for all rows, and none when nobody acted for somebody else. */
async function readable<Row extends ReadableRow>(
  tx: Transaction,
  rows: readonly Row[],
  readAs: ReadableEntry['readAs'],
): Promise<(ReadableEntry & Omit<Row, keyof StoredEntry>)[]> {
  const entries = rows.map((row) => ({ ...row, ...toEntry(row) }));
  const refs = entries
    .flatMap(({ grantRef, onBehalfOfRef }) => [grantRef, onBehalfOfRef])
    .filter((ref) => ref !== null);
  const found = refs.length === 0 ? [] : await tx.query<{ ref: string; rawId: string }>(RAW_IDS, [refs]);
  const rawIds = new Map(found.map(({ ref, rawId }) => [ref, rawId]));
  const rawIdOf = (ref: string | null): string | null => (ref === null ? null : (rawIds.get(ref) ?? null));
  return entries.map((entry) => ({
    ...entry,
    onBehalfOfId: rawIdOf(entry.onBehalfOfRef),
    grantId: rawIdOf(entry.grantRef),
    readAs,
  }));
}
