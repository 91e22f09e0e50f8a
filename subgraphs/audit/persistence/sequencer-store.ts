import { HeadMovedError } from '../log/types.ts';
import { ENTRY_COLUMNS, toEntry } from './entry-row.ts';
import type { Database, Transaction } from '#platform/db';
import type {
  BatchRows,
  HeldHead,
  KnownRows,
  LogHead,
  PseudonymRow,
  SequencerStore,
  TenantHead,
  WantedRows,
} from '../log/types.ts';
import type { StoredEntry } from './entry-row.ts';

interface HeadRow {
  readonly size: string;
  readonly root: Buffer;
  readonly frontier: Buffer;
  readonly epoch: string;
  readonly newest: Date | null;
}

const HEAD_COLUMNS = `size, root, frontier, epoch, (SELECT e.recorded_at FROM audit_entry e WHERE e.index = size - 1) AS newest`;
const CLAIM = `UPDATE log_head SET epoch = epoch + 1 WHERE id = 1 RETURNING ${HEAD_COLUMNS}`;
const READ_HEAD = `SELECT ${HEAD_COLUMNS} FROM log_head WHERE id = 1`;
const FIND_ENTRIES = `SELECT ${ENTRY_COLUMNS}, d.sealed FROM audit_entry e LEFT JOIN audit_detail d ON d.event_id = e.event_id
  WHERE e.event_id = ANY($1::uuid[]) OR e.intent_id = ANY($2::uuid[])`;
const FIND_PSEUDONYMS = `SELECT tenant_ref AS "tenantRef", kind, raw_id AS "rawId", ref FROM pseudonym WHERE raw_id = ANY($1::uuid[])`;
const FIND_TENANT_HEADS = `SELECT tenant_ref AS "tenantRef", seq, leaf_hash AS "leafHash" FROM tenant_head WHERE tenant_ref = ANY($1::uuid[])`;
const MOVE_HEAD = `UPDATE log_head SET size = $1, root = $2, frontier = $3 WHERE id = 1 AND size = $4 AND epoch = $5 RETURNING id`;
const INSERT_ENTRIES = `INSERT INTO audit_entry (index, event_id, kind, intent_id, service, tenant_ref, tenant_seq, actor_ref, actor_type,
    owner_ref, action, target_type, target_ref, tier, outcome, request_id, recorded_at, event_hash, leaf)
  SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::uuid[], $7::bigint[], $8::uuid[], $9::text[],
    $10::uuid[], $11::text[], $12::text[], $13::uuid[], $14::text[], $15::text[], $16::text[], $17::timestamptz[], $18::bytea[], $19::text[])`;
const INSERT_NODES = `INSERT INTO log_node (level, index, hash) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])`;
const INSERT_PSEUDONYMS = `INSERT INTO pseudonym (tenant_ref, kind, raw_id, ref) SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[])`;
const UPSERT_TENANT_HEADS = `INSERT INTO tenant_head (tenant_ref, seq, leaf_hash) SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[])
  ON CONFLICT (tenant_ref) DO UPDATE SET seq = excluded.seq, leaf_hash = excluded.leaf_hash`;
const INSERT_DETAILS = `INSERT INTO audit_detail (event_id, tenant_ref, sealed) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[])`;
const READ_NODES = `SELECT n.hash FROM unnest($1::smallint[], $2::bigint[]) WITH ORDINALITY AS wanted (level, index, at)
  JOIN log_node n USING (level, index) ORDER BY wanted.at`;

/** The sequencer's store on PostgreSQL. Values go in as arrays: one statement per table and batch, whatever its size. */
export function createSequencerStore(db: Database): SequencerStore {
  const run = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
    db.write(null, async (tx) => {
      await tx.query(`SELECT set_config('app.purpose', 'sequencer', true)`);
      return work(tx);
    });
  return {
    claim: () => run((tx) => readHead(tx, CLAIM)),
    readHead: () => run((tx) => readHead(tx, READ_HEAD)),
    lookUp: (wanted) => run((tx) => lookUp(tx, wanted)),
    commit: (rows, expected, head) => run((tx) => commit(tx, rows, expected, head)),
    readNodes: (coordinates) =>
      run(async (tx) => {
        const levels = coordinates.map(({ level }) => level);
        const found = await tx.query<{ hash: Buffer }>(READ_NODES, [levels, coordinates.map(({ index }) => index)]);
        if (found.length !== coordinates.length) throw new Error('a node of the tree is missing');
        return found.map(({ hash }) => hash);
      }),
  };
}

async function readHead(tx: Transaction, sql: typeof CLAIM | typeof READ_HEAD): Promise<HeldHead> {
  const [row] = await tx.query<HeadRow>(sql);
  if (row === undefined) throw new Error('the log has no head');
  const { size, root, frontier, epoch, newest } = row;
  return { size: Number(size), root, frontier, epoch: Number(epoch), lastRecordedMs: newest?.getTime() ?? 0 };
}

async function lookUp(tx: Transaction, { eventIds, intentIds, rawIds }: WantedRows): Promise<KnownRows> {
  const found = await tx.query<StoredEntry & { sealed: string | null }>(FIND_ENTRIES, [eventIds, intentIds]);
  const entries = found.map((row) => ({ ...toEntry(row), sealed: row.sealed }));
  const pseudonyms = await tx.query<PseudonymRow>(FIND_PSEUDONYMS, [rawIds]);
  const tenants = pseudonyms.filter(({ kind }) => kind === 'tenant').map(({ ref }) => ref);
  const tenantRefs = new Set([...tenants, ...entries.map(({ tenantRef }) => tenantRef)]);
  const heads = await tx.query<{ tenantRef: string; seq: string; leafHash: Buffer }>(FIND_TENANT_HEADS, [
    [...tenantRefs],
  ]);
  const tenantHeads = heads.map((row): TenantHead => ({ ...row, seq: Number(row.seq) }));
  return { entries, pseudonyms, tenantHeads };
}

async function commit(
  tx: Transaction,
  rows: BatchRows,
  expected: { size: number; epoch: number },
  head: LogHead,
): Promise<void> {
  // First, so that a writer that was replaced waits for the row, then sees that the head has moved, and writes nothing.
  const moved = await tx.query(MOVE_HEAD, [head.size, head.root, head.frontier, expected.size, expected.epoch]);
  if (moved.length !== 1) throw new HeadMovedError();
  const { entries, nodes, pseudonyms, tenantHeads, details } = rows;
  await tx.query(INSERT_ENTRIES, entryColumns(entries));
  await tx.query(INSERT_NODES, [
    nodes.map(({ level }) => level),
    nodes.map(({ index }) => index),
    nodes.map(({ hash }) => hash),
  ]);
  if (pseudonyms.length > 0) {
    const column = (name: keyof PseudonymRow): string[] => pseudonyms.map((row) => row[name]);
    await tx.query(INSERT_PSEUDONYMS, [column('tenantRef'), column('kind'), column('rawId'), column('ref')]);
  }
  await tx.query(UPSERT_TENANT_HEADS, [
    tenantHeads.map(({ tenantRef }) => tenantRef),
    tenantHeads.map(({ seq }) => seq),
    tenantHeads.map(({ leafHash }) => leafHash),
  ]);
  if (details.length > 0) {
    await tx.query(INSERT_DETAILS, [
      details.map(({ eventId }) => eventId),
      details.map(({ tenantRef }) => tenantRef),
      details.map(({ sealed }) => sealed),
    ]);
  }
}

function entryColumns(entries: BatchRows['entries']): unknown[] {
  const column = (name: keyof BatchRows['entries'][number]): unknown[] => entries.map((entry) => entry[name]);
  return [
    column('index'),
    column('eventId'),
    column('kind'),
    column('intentId'),
    column('service'),
    column('tenantRef'),
    column('tenantSeq'),
    column('actorRef'),
    column('actorType'),
    column('ownerRef'),
    column('action'),
    column('targetType'),
    column('targetRef'),
    column('tier'),
    column('outcome'),
    column('requestId'),
    column('recordedAt'),
    column('eventHash'),
    column('leaf'),
  ];
}
