import { enterTenant } from './enter-tenant.ts';
import { ENTRY_COLUMNS, toEntry } from './entry-row.ts';
import { searchEntries } from './entry-search.ts';
import type { Database, Transaction } from '#platform/db';
import type { EntryReader, ReadableEntry } from '../log/entry-queries.ts';
import type { RawIds } from './enter-tenant.ts';
import type { StoredEntry } from './entry-row.ts';

const RAW_IDS = `SELECT ref, raw_id AS "rawId" FROM pseudonym WHERE ref = ANY($1::uuid[])`;
/** The lateral sub-select lets the index on (target_ref, index) answer each trail by itself. */
const TRAILS = `SELECT object.raw_id AS "targetId", wanted.at, ${ENTRY_COLUMNS}
  FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS wanted (target_id, target_type, before_index, page_limit, at)
  JOIN pseudonym object ON object.raw_id = wanted.target_id AND object.kind = 'object'
    AND object.tenant_ref = current_setting('app.tenant_ref')::uuid
  CROSS JOIN LATERAL (
    SELECT * FROM audit_entry t
    WHERE t.tenant_ref = object.tenant_ref AND t.target_ref = object.ref AND t.target_type = wanted.target_type
      AND t.index < wanted.before_index
      AND t.owner_ref IS NOT DISTINCT FROM nullif(current_setting('app.owner_ref', true), '')::uuid
    ORDER BY t.index DESC LIMIT wanted.page_limit
  ) e
  ORDER BY wanted.at, e.index DESC`;
/** The reader's own: about what is theirs, or done by them. */
const IS_OWN = `(e.owner_ref = current_setting('app.owner_ref')::uuid
  OR (e.actor_ref = current_setting('app.owner_ref')::uuid AND e.outcome <> 'DENIED'))`;
/** Two walks from the newest entry back, each on an index of its own; as one condition they would read the whole log. */
const OWN = `SELECT ${ENTRY_COLUMNS} FROM (
    (SELECT * FROM audit_entry WHERE owner_ref = current_setting('app.owner_ref')::uuid AND index < $1 ORDER BY index DESC LIMIT $2)
    UNION
    (SELECT * FROM audit_entry WHERE actor_ref = current_setting('app.owner_ref')::uuid AND outcome <> 'DENIED' AND index < $1
      ORDER BY index DESC LIMIT $2)
  ) e ORDER BY e.index DESC LIMIT $2`;
const IN_TENANT = `e.tenant_ref = current_setting('app.tenant_ref')::uuid`;
const ENTRY = `SELECT ${ENTRY_COLUMNS} FROM audit_entry e WHERE e.event_id = $1 AND e.index < $2`;
const ENTRY_READ_AS = {
  principal: `${ENTRY} AND ${IN_TENANT} AND ${IS_OWN}`,
  organisation: `${ENTRY} AND ${IN_TENANT} AND e.owner_ref IS NULL AND e.target_type = 'Incident'`,
  auditor: ENTRY,
};

export function createEntryReader(db: Database): EntryReader {
  return {
    trails: (scope, owner, queries) =>
      db.read(scope, async (tx) => {
        const found: ReadableEntry[][] = queries.map(() => []);
        const known = await enterTenant(tx, scope, owner);
        if (known === undefined) return found;
        const rows = await tx.query<StoredEntry & { at: string; targetId: string }>(TRAILS, [
          queries.map(({ targetId }) => targetId),
          queries.map(({ targetType }) => targetType),
          queries.map(({ beforeIndex }) => beforeIndex),
          queries.map(({ limit }) => limit),
        ]);
        const objects = rows.map(({ targetRef, targetId }) => [targetRef, targetId] as const);
        const entries = await readable(tx, rows, owner, new Map([...known, ...objects]));
        for (const { at, ...entry } of entries) found[Number(at) - 1]?.push(entry);
        return found;
      }),
    own: (scope, { beforeIndex, limit }) =>
      db.read(scope, async (tx) => {
        const known = await enterTenant(tx, scope, 'principal');
        if (known === undefined) return [];
        return readable(tx, await tx.query<StoredEntry>(OWN, [beforeIndex, limit]), 'principal', known);
      }),
    entry: ({ as, scope }, eventId, beforeIndex) =>
      db.read(scope, async (tx) => {
        if (as === 'auditor') await tx.query(`SELECT set_config('app.purpose', 'auditor', true)`);
        const known = as === 'auditor' ? new Map<string, string>() : await enterTenant(tx, scope, as);
        if (known === undefined) return undefined;
        const rows = await tx.query<StoredEntry>(ENTRY_READ_AS[as], [eventId, beforeIndex]);
        return (await readable(tx, rows, as, known))[0];
      }),
    search: (query) =>
      db.read(null, async (tx) => {
        await tx.query(`SELECT set_config('app.purpose', 'auditor', true)`);
        return readable(tx, await searchEntries(tx, query), 'auditor', new Map());
      }),
  };
}

/**
 * With the ids behind pseudonyms: one statement more for all that are not known, and none for a trail in which nobody but its owner
 * acted, for themself.
 */
async function readable<Row extends StoredEntry>(
  tx: Transaction,
  rows: readonly Row[],
  readAs: ReadableEntry['readAs'],
  known: RawIds,
): Promise<(ReadableEntry & Omit<Row, keyof StoredEntry>)[]> {
  const entries = rows.map((row) => ({ ...row, ...toEntry(row) }));
  const refs = entries.flatMap(({ actorRef, targetRef, grantRef, onBehalfOfRef }) =>
    [actorRef, targetRef, grantRef, onBehalfOfRef].filter((ref) => ref !== null && !known.has(ref)),
  );
  const found = refs.length === 0 ? [] : await tx.query<{ ref: string; rawId: string }>(RAW_IDS, [[...new Set(refs)]]);
  const rawIds = new Map([...known, ...found.map(({ ref, rawId }) => [ref, rawId] as const)]);
  const rawIdOf = (ref: string | null): string | null => (ref === null ? null : (rawIds.get(ref) ?? null));
  return entries.map((entry) => ({
    ...entry,
    actorId: rawIdOf(entry.actorRef),
    targetId: rawIdOf(entry.targetRef),
    onBehalfOfId: rawIdOf(entry.onBehalfOfRef),
    grantId: rawIdOf(entry.grantRef),
    readAs,
  }));
}
