import {
  appendLeaf,
  emptyFrontier,
  frontierRoot,
  leafHash,
  openCheckpoint,
  parseVerifierKey,
  verifyProofFile,
} from '#platform/tlog';
import type pg from 'pg';

/** A change as the log tells it. */
export interface LoggedIntent {
  readonly intentId: string;
  readonly service: string;
  readonly action: string;
  /** The object itself, not its pseudonym. */
  readonly targetId: string;
  readonly preparedAt: number;
  /** Undefined while there is none. */
  outcome: string | undefined;
  outcomes: number;
}

/** Follows the log as it grows; each entry is read once. */
export interface LogReader {
  readonly size: number;
  /** Everything that was ever read. */
  readonly intents: ReadonlyMap<string, LoggedIntent>;
  /** Takes what is new. @returns what is wrong with it, and the intents that were touched */
  advance(): Promise<{ readonly problems: readonly string[]; readonly touched: readonly LoggedIntent[] }>;
  /** What is wrong with a proof that a service keeps as its receipt. */
  problemWithProof(proof: string, index: number): string | undefined;
}

interface Row {
  readonly index: string;
  readonly eventId: string;
  readonly kind: 'PREPARED' | 'OUTCOME' | 'FACT';
  readonly intentId: string | null;
  readonly service: string;
  readonly action: string;
  readonly targetId: string | null;
  readonly outcome: string;
  readonly tenantRef: string;
  readonly tenantSeq: string;
  readonly leaf: string;
}

const READ = `SELECT e.index, e.event_id AS "eventId", e.kind, e.intent_id AS "intentId", e.service, e.action, p.raw_id AS "targetId",
    e.outcome, e.tenant_ref AS "tenantRef", e.tenant_seq AS "tenantSeq", e.leaf
  FROM audit.audit_entry e LEFT JOIN audit.pseudonym p ON p.ref = e.target_ref
  WHERE e.index >= $1 AND e.index < $2 ORDER BY e.index`;
const READ_HEAD = `SELECT h.size, h.root, c.note FROM audit.log_head h LEFT JOIN audit.log_checkpoint c ON true`;
/** What the first entry of a tenant names in place of the one before it. */
const NO_LEAF = '0'.repeat(64);
/** Entries that are read at a time. */
const PAGE = 5_000;

/** @param query to the database of the log, as somebody who sees everything */
export function createLogReader(query: pg.Client['query'], vkey: string): LogReader {
  const log = parseVerifierKey(vkey);
  const intents = new Map<string, LoggedIntent>();
  const eventIds = new Set<string>();
  const chains = new Map<string, { seq: number; hash: Buffer }>();
  const hashes: Buffer[] = [];
  const leaves: string[] = [];
  let frontier = emptyFrontier();
  const roots = [frontierRoot(frontier)];

  const take = (row: Row, problems: string[]): LoggedIntent | undefined => {
    const at = hashes.length;
    const hash = leafHash(Buffer.from(row.leaf));
    if (Number(row.index) !== at) problems.push(`entry ${row.index} stands at ${String(at)}`);
    if (eventIds.has(row.eventId)) problems.push(`event ${row.eventId} is there twice`);
    eventIds.add(row.eventId);
    problems.push(...linkProblems(row, chains.get(row.tenantRef)));
    chains.set(row.tenantRef, { seq: Number(row.tenantSeq), hash });
    ({ frontier } = appendLeaf(frontier, hash));
    roots.push(frontierRoot(frontier));
    hashes.push(hash);
    leaves.push(row.leaf);
    return row.intentId === null ? undefined : follow(row, row.intentId, intents, problems);
  };
  return {
    get size() {
      return hashes.length;
    },
    intents,
    advance: async () => {
      const problems: string[] = [];
      const touched = new Set<LoggedIntent>();
      const { rows: heads } = await query<{ size: string; root: Buffer; note: string | null }>(READ_HEAD);
      const [head] = heads;
      if (head === undefined) return { problems: ['the log has no head'], touched: [] };
      const size = Number(head.size);
      if (size < hashes.length) problems.push(`the log had ${String(hashes.length)} entries and has ${String(size)}`);
      while (hashes.length < size) {
        const until = Math.min(size, hashes.length + PAGE);
        const before = hashes.length;
        const { rows } = await query<Row>(READ, [before, until]);
        for (const row of rows) {
          const intent = take(row, problems);
          if (intent !== undefined) touched.add(intent);
        }
        if (hashes.length !== until)
          return { problems: [...problems, `entries after ${String(before)} are missing`], touched: [] };
      }
      if (roots[size]?.equals(head.root) !== true) problems.push(`the head of size ${String(size)} has another root`);
      if (head.note !== null) problems.push(...noteProblems(head.note));
      return { problems, touched: [...touched] };
    },
    problemWithProof: (proof, index) => {
      const leaf = leaves[index];
      if (leaf === undefined) return `a receipt is for entry ${String(index)}, which is not there`;
      try {
        const proven = verifyProofFile({
          file: Buffer.from(proof),
          leaf: Buffer.from(leaf),
          verifiers: [log],
          origin: log.name,
        });
        if (proven.index !== index) return `a receipt for entry ${String(index)} proves ${String(proven.index)}`;
        if (roots[proven.size]?.equals(proven.root) === true) return undefined;
        return `a receipt has a signed root at size ${String(proven.size)} that the log never had`;
      } catch (error) {
        return `a receipt for entry ${String(index)} does not verify: ${String(error)}`;
      }
    },
  };

  function noteProblems(note: string): string[] {
    const { size, root } = openCheckpoint({ note: Buffer.from(note), verifiers: [log], origin: log.name });
    return roots[size]?.equals(root) === true
      ? []
      : [`a checkpoint was signed for another tree of size ${String(size)}`];
  }
}

function linkProblems(row: Row, before: { seq: number; hash: Buffer } | undefined): string[] {
  const said = JSON.parse(row.leaf) as Record<string, unknown>;
  const problems: string[] = [];
  if (Number(row.tenantSeq) !== (before?.seq ?? 0) + 1)
    problems.push(`entry ${row.index} is not the next of its tenant`);
  if (said['tenant_prev'] !== (before?.hash.toString('hex') ?? NO_LEAF))
    problems.push(`entry ${row.index} does not follow the entry before it of its tenant`);
  if (said['event_id'] !== row.eventId || said['type'] !== row.kind || said['outcome'] !== row.outcome)
    problems.push(`entry ${row.index} and its leaf say different things`);
  return problems;
}

function follow(
  row: Row,
  intentId: string,
  intents: Map<string, LoggedIntent>,
  problems: string[],
): LoggedIntent | undefined {
  const known = intents.get(intentId);
  if (row.kind === 'PREPARED') {
    if (known !== undefined) problems.push(`intent ${intentId} is prepared twice`);
    const { service, action, targetId } = row;
    const intent = {
      intentId,
      service,
      action,
      targetId: targetId ?? '',
      preparedAt: Number(row.index),
      outcome: undefined,
      outcomes: 0,
    };
    intents.set(intentId, intent);
    return intent;
  }
  if (known === undefined) {
    problems.push(`entry ${row.index} is the outcome of nothing`);
    return undefined;
  }
  known.outcome = row.outcome;
  known.outcomes += 1;
  return known;
}
