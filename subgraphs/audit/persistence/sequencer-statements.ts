import { binaryArray } from '#platform/db';
import { ENTRY_COLUMNS } from './entry-row.ts';
import type { ArrayElement } from '#platform/db';
import type { BatchRows, LogHead } from '../log/types.ts';

const HEAD_COLUMNS = `size, root, frontier, epoch, (SELECT e.recorded_at FROM audit_entry e WHERE e.index = size - 1) AS newest`;
export const CLAIM = `UPDATE log_head SET epoch = epoch + 1 WHERE id = 1 RETURNING ${HEAD_COLUMNS}`;
export const READ_HEAD = `SELECT ${HEAD_COLUMNS} FROM log_head WHERE id = 1`;

/** Entries by their own id or that of their intent, with the head of their tenant's chain. Nearly always there is none. */
export const FIND_ENTRIES = `SELECT ${ENTRY_COLUMNS},
    (SELECT jsonb_build_object('sealed', d.sealed, 'subjectRef', d.subject_ref, 'wrappedKey', k.wrapped)
       FROM audit_detail d LEFT JOIN subject_key k USING (tenant_ref, subject_ref) WHERE d.event_id = e.event_id) AS detail,
    (SELECT h.seq FROM tenant_head h WHERE h.tenant_ref = e.tenant_ref) AS "headSeq",
    (SELECT h.leaf_hash FROM tenant_head h WHERE h.tenant_ref = e.tenant_ref) AS "headHash"
  FROM audit_entry e
  WHERE e.event_id = ANY($1::uuid[]) OR e.intent_id = ANY($2::uuid[])`;

/** Pseudonyms by what they stand for; a tenant's with the head of its chain. */
export const FIND_PSEUDONYMS = `SELECT p.tenant_ref AS "tenantRef", p.kind, p.raw_id AS "rawId", p.ref,
    CASE WHEN p.kind <> 'object' THEN (SELECT k.wrapped FROM subject_key k WHERE k.tenant_ref = p.tenant_ref AND k.subject_ref = p.ref) END
      AS "wrappedKey",
    CASE p.kind WHEN 'tenant' THEN (SELECT h.seq FROM tenant_head h WHERE h.tenant_ref = p.ref) END AS "headSeq",
    CASE p.kind WHEN 'tenant' THEN (SELECT h.leaf_hash FROM tenant_head h WHERE h.tenant_ref = p.ref) END AS "headHash"
  FROM pseudonym p
  WHERE p.raw_id = ANY($1::uuid[])`;

/**
 * A whole batch in one statement, so that no transaction is ever left open between two of them. All of it hangs on the move of the head: a
 * writer that was replaced waits for the row, then sees that it has moved, and nothing is written.
 */
export const COMMIT_BATCH = `WITH moved AS (
    UPDATE log_head SET size = $1, root = $2, frontier = $3 WHERE id = 1 AND size = $4 AND epoch = $5 RETURNING id
  ), entries AS (
    INSERT INTO audit_entry (index, event_id, kind, intent_id, service, tenant_ref, tenant_seq, actor_ref, actor_type,
      owner_ref, action, target_type, target_ref, tier, outcome, request_id, recorded_at, event_hash, leaf)
    SELECT row.* FROM moved, unnest($6::bigint[], $7::uuid[], $8::text[], $9::uuid[], $10::text[], $11::uuid[], $12::bigint[], $13::uuid[],
      $14::text[], $15::uuid[], $16::text[], $17::text[], $18::uuid[], $19::text[], $20::text[], $21::text[], $22::timestamptz[],
      $23::bytea[], $24::text[]) AS row
  ), nodes AS (
    INSERT INTO log_node (level, index, hash)
    SELECT row.* FROM moved, unnest($25::smallint[], $26::bigint[], $27::bytea[]) AS row
  ), pseudonyms AS (
    INSERT INTO pseudonym (tenant_ref, kind, raw_id, ref)
    SELECT row.* FROM moved, unnest($28::uuid[], $29::text[], $30::uuid[], $31::uuid[]) AS row
  ), heads AS (
    INSERT INTO tenant_head (tenant_ref, seq, leaf_hash)
    SELECT row.* FROM moved, unnest($32::uuid[], $33::bigint[], $34::bytea[]) AS row
    ON CONFLICT (tenant_ref) DO UPDATE SET seq = excluded.seq, leaf_hash = excluded.leaf_hash
  ), details AS (
    INSERT INTO audit_detail (event_id, tenant_ref, subject_ref, sealed)
    SELECT row.* FROM moved, unnest($35::uuid[], $36::uuid[], $37::uuid[], $38::text[]) AS row
  ), subject_keys AS (
    INSERT INTO subject_key (tenant_ref, subject_ref, wrapped)
    SELECT row.* FROM moved, unnest($39::uuid[], $40::uuid[], $41::text[]) AS row
  )
  SELECT id FROM moved`;

/** The values of `COMMIT_BATCH`, in their order: a column of each table is one array, whatever the size of the batch. */
export function batchValues(
  rows: BatchRows,
  expected: { readonly size: number; readonly epoch: number },
  head: LogHead,
): unknown[] {
  const [entry, node, pseudonym] = [columnOf(rows.entries), columnOf(rows.nodes), columnOf(rows.pseudonyms)];
  const [tenantHead, detail] = [columnOf(rows.tenantHeads), columnOf(rows.details)];
  const subjectKey = columnOf(rows.subjectKeys);
  return [
    ...[head.size, head.root, head.frontier, expected.size, expected.epoch],
    entry('int8', ({ index }) => index),
    entry('uuid', ({ eventId }) => eventId),
    entry('text', ({ kind }) => kind),
    entry('uuid', ({ intentId }) => intentId),
    entry('text', ({ service }) => service),
    entry('uuid', ({ tenantRef }) => tenantRef),
    entry('int8', ({ tenantSeq }) => tenantSeq),
    entry('uuid', ({ actorRef }) => actorRef),
    entry('text', ({ actorType }) => actorType),
    entry('uuid', ({ ownerRef }) => ownerRef),
    entry('text', ({ action }) => action),
    entry('text', ({ targetType }) => targetType),
    entry('uuid', ({ targetRef }) => targetRef),
    entry('text', ({ tier }) => tier),
    entry('text', ({ outcome }) => outcome),
    entry('text', ({ requestId }) => requestId),
    entry('timestamptz', ({ recordedAt }) => recordedAt),
    entry('bytea', ({ eventHash }) => eventHash),
    entry('text', ({ leaf }) => leaf),
    node('int2', ({ level }) => level),
    node('int8', ({ index }) => index),
    node('bytea', ({ hash }) => hash),
    pseudonym('uuid', ({ tenantRef }) => tenantRef),
    pseudonym('text', ({ kind }) => kind),
    pseudonym('uuid', ({ rawId }) => rawId),
    pseudonym('uuid', ({ ref }) => ref),
    tenantHead('uuid', ({ tenantRef }) => tenantRef),
    tenantHead('int8', ({ seq }) => seq),
    tenantHead('bytea', ({ leafHash }) => leafHash),
    detail('uuid', ({ eventId }) => eventId),
    detail('uuid', ({ tenantRef }) => tenantRef),
    detail('uuid', ({ subjectRef }) => subjectRef),
    detail('text', ({ sealed }) => sealed),
    subjectKey('uuid', ({ tenantRef }) => tenantRef),
    subjectKey('uuid', ({ subjectRef }) => subjectRef),
    subjectKey('text', ({ wrapped }) => wrapped),
  ];
}

type Value<Type extends ArrayElement> = Parameters<typeof binaryArray<Type>>[1][number];
type ColumnOf<Row> = <Type extends ArrayElement>(type: Type, read: (row: Row) => Value<Type>) => Buffer;

function columnOf<Row>(rows: readonly Row[]): ColumnOf<Row> {
  return (type, read) => binaryArray(type, rows.map(read));
}

export const KEEP_CHECKPOINT = `INSERT INTO log_checkpoint AS kept (id, size, note) VALUES (1, $1, $2)
  ON CONFLICT (id) DO UPDATE SET size = excluded.size, note = excluded.note WHERE kept.size < excluded.size`;
export const READ_CHECKPOINT = 'SELECT note FROM log_checkpoint WHERE id = 1';

export const READ_NODES = `SELECT n.hash FROM unnest($1::smallint[], $2::bigint[]) WITH ORDINALITY AS wanted (level, index, at)
  JOIN log_node n USING (level, index) ORDER BY wanted.at`;
