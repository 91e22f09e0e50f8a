import { isId } from '#platform/ids';
import { nodeKey, nodesCompletedIn } from '../integrity/integrity-source.ts';
import type { Database, Transaction } from '#platform/db';
import type { EntryColumns } from '../integrity/check-columns.ts';
import type { IntegritySource, StoredChain, StoredEntry } from '../integrity/integrity-source.ts';

const HEAD = 'SELECT size, root, frontier FROM log_head WHERE id = 1';
/** The names that the columns have in the entry itself. */
const ENTRIES = `SELECT index, leaf, event_id, kind AS type, intent_id, service, tenant_ref, tenant_seq, actor_ref, actor_type, action,
    target_type, target_ref, tier, outcome, request_id, recorded_at
  FROM audit_entry WHERE index >= $1 AND index < $2 ORDER BY index`;
const NODES = `SELECT n.level, n.index, n.hash
  FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS wanted (level, low, high)
  JOIN log_node n ON n.level = wanted.level AND n.index >= wanted.low AND n.index < wanted.high`;
/** One statement, so that a head and the entries that it stands for are of one moment. */
const CHAINS = `SELECT wanted.tenant_ref AS "tenantRef", wanted.seq AS "firstSeq",
    (SELECT n.hash FROM audit_entry e JOIN log_node n ON n.level = 0 AND n.index = e.index
      WHERE e.tenant_ref = wanted.tenant_ref AND e.tenant_seq = wanted.seq - 1) AS "hashBefore",
    h.leaf_hash IS NOT DISTINCT FROM (SELECT n.hash FROM audit_entry e JOIN log_node n ON n.level = 0 AND n.index = e.index
        WHERE e.tenant_ref = wanted.tenant_ref AND e.tenant_seq = h.seq)
      AND h.seq IS NOT NULL
      AND NOT EXISTS (SELECT FROM audit_entry e WHERE e.tenant_ref = wanted.tenant_ref AND e.tenant_seq = h.seq + 1) AS "headFits"
  FROM unnest($1::uuid[], $2::bigint[]) AS wanted (tenant_ref, seq)
  LEFT JOIN tenant_head h ON h.tenant_ref = wanted.tenant_ref`;
const STRAY = `SELECT e.index FROM log_head h JOIN audit_entry e ON e.index >= h.size OR e.index < 0
  WHERE h.id = 1 ORDER BY e.index LIMIT 10`;

interface EntryRow extends Omit<EntryColumns, 'tenant_seq' | 'recorded_at'> {
  readonly index: string;
  readonly leaf: string;
  readonly tenant_seq: string;
  readonly recorded_at: Date;
}

interface ChainRow {
  readonly tenantRef: string;
  readonly firstSeq: string;
  readonly hashBefore: Buffer | null;
  readonly headFits: boolean;
}

/** The log in PostgreSQL, as its integrity task looks at it. */
export function createIntegritySource(db: Database): IntegritySource {
  const read = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
    db.read(null, async (tx) => {
      await tx.query(`SELECT set_config('app.purpose', 'sequencer', true)`);
      return work(tx);
    });
  return {
    head: () =>
      read(async (tx) => {
        const [row] = await tx.query<{ size: string; root: Buffer; frontier: Buffer }>(HEAD);
        if (row === undefined) throw new Error('the log has no head');
        return { ...row, size: Number(row.size) };
      }),
    range: (start, end) =>
      read(async (tx) => {
        const entries = (await tx.query<EntryRow>(ENTRIES, [start, end])).map(toEntry);
        const wanted = nodesCompletedIn(start, end);
        const nodes = await tx.query<{ level: number; index: string; hash: Buffer }>(NODES, [
          wanted.map(({ level }) => level),
          wanted.map(({ low }) => low),
          wanted.map(({ high }) => high),
        ]);
        return {
          entries,
          nodes: new Map(nodes.map(({ level, index, hash }) => [nodeKey({ level, index: Number(index) }), hash])),
          chains: await readChains(tx, entries),
        };
      }),
    strayEntries: () =>
      read(async (tx) => (await tx.query<{ index: string }>(STRAY)).map(({ index }) => Number(index))),
  };
}

function toEntry({ index, leaf, tenant_seq: seq, recorded_at: at, ...columns }: EntryRow): StoredEntry {
  return {
    index: Number(index),
    leaf,
    columns: { ...columns, tenant_seq: Number(seq), recorded_at: at.toISOString() },
  };
}

async function readChains(tx: Transaction, entries: readonly StoredEntry[]): Promise<StoredChain[]> {
  const first = new Map<string, number>();
  for (const { columns } of entries)
    if (isId(columns.tenant_ref) && !first.has(columns.tenant_ref)) first.set(columns.tenant_ref, columns.tenant_seq);
  const rows = await tx.query<ChainRow>(CHAINS, [[...first.keys()], [...first.values()]]);
  return rows.map(({ tenantRef, firstSeq, hashBefore, headFits }) => ({
    tenantRef,
    firstSeq: Number(firstSeq),
    hashBefore: hashBefore ?? undefined,
    headFits,
  }));
}
