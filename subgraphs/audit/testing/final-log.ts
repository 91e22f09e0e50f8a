import pg from 'pg';
import { appendLeaf, emptyFrontier, frontierRoot, leafHash, parseVerifierKey, verifyProofFile } from '#platform/tlog';
import type { AppendReceipt } from '#platform/audit';

/** The log as it stands in the database, with the root of each of its sizes. */
export interface FinalLog {
  readonly size: number;
  /** Of every entry, in order. */
  readonly eventIds: readonly string[];
  /** What is wrong with a receipt, held against the log itself; undefined when nothing is. */
  problemWith(receipt: AppendReceipt): string | undefined;
  /** What is wrong with the log itself: gaps, indexes given twice, a head that is not that of the leaves, chains with gaps. */
  problems(): string[];
}

interface Row {
  readonly index: string;
  readonly event_id: string;
  readonly leaf: string;
  readonly tenant_ref: string;
  readonly tenant_seq: string;
}

/** @param options.url connection that sees everything */
export async function readFinalLog(options: { readonly url: string; readonly vkey: string }): Promise<FinalLog> {
  const client = new pg.Client({ connectionString: options.url });
  await client.connect();
  const columns = 'index, event_id, leaf, tenant_ref, tenant_seq';
  const { rows } = await client.query<Row>(`SELECT ${columns} FROM audit.audit_entry ORDER BY index`);
  const head = await client.query<{ size: string; root: Buffer }>('SELECT size, root FROM audit.log_head');
  await client.end();
  const roots = rootsOf(rows);
  const log = parseVerifierKey(options.vkey);
  return {
    size: rows.length,
    eventIds: rows.map((row) => row.event_id),
    problemWith: (receipt) => {
      const { proof, leaf, eventId } = receipt;
      const proven = verifyProofFile({
        file: Buffer.from(proof),
        leaf: Buffer.from(leaf),
        verifiers: [log],
        origin: log.name,
      });
      const row = rows[proven.index];
      if (row?.event_id !== eventId || row.leaf !== leaf) return `${eventId} is not at ${String(proven.index)}`;
      if (roots[proven.size]?.equals(proven.root) !== true)
        return `the log never had this root at ${String(proven.size)}`;
      return undefined;
    },
    problems: () => {
      const problems: string[] = [];
      rows.forEach((row, at) => {
        if (Number(row.index) !== at) problems.push(`index ${row.index} stands at ${String(at)}`);
      });
      if (Number(head.rows[0]?.size) !== rows.length) problems.push('the head has another size');
      if (head.rows[0]?.root.equals(roots[rows.length] ?? Buffer.alloc(0)) !== true)
        problems.push('the head has another root');
      for (const chain of Map.groupBy(rows, (row) => row.tenant_ref).values()) {
        chain.forEach((row, at) => {
          if (Number(row.tenant_seq) !== at + 1) problems.push(`${row.event_id} is not the next of its tenant`);
        });
      }
      return problems;
    },
  };
}

function rootsOf(rows: readonly Row[]): Buffer[] {
  let frontier = emptyFrontier();
  const roots = [frontierRoot(frontier)];
  for (const { leaf } of rows) {
    ({ frontier } = appendLeaf(frontier, leafHash(Buffer.from(leaf))));
    roots.push(frontierRoot(frontier));
  }
  return roots;
}
