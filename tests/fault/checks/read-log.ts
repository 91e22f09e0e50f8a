import { createLogEntries } from './log-entries.ts';
import { createLogTree } from './log-tree.ts';
import type { EntryRow, LoggedIntent } from './log-entries.ts';
import type { LogTree } from './log-tree.ts';
import type { Query } from './open-queries.ts';

/** Follows the log as it grows; each entry is read once. */
export interface LogReader {
  readonly tree: Pick<LogTree, 'size' | 'problemWithProof'>;
  /** Everything that was ever read. */
  readonly intents: ReadonlyMap<string, LoggedIntent>;
  /** Takes what is new. @returns what is wrong with it, and the intents that were touched */
  advance(): Promise<News>;
}

export interface News {
  readonly problems: readonly string[];
  readonly touched: ReadonlySet<LoggedIntent>;
}

interface Head {
  readonly size: string;
  readonly root: Buffer;
  /** The newest checkpoint that was kept; never of a larger tree. */
  readonly note: string | null;
}

const READ = `SELECT e.index, e.event_id AS "eventId", e.kind, e.intent_id AS "intentId", e.service, e.action, p.raw_id AS "targetId",
    e.outcome, e.tenant_ref AS "tenantRef", e.tenant_seq AS "tenantSeq", e.leaf
  FROM audit.audit_entry e LEFT JOIN audit.pseudonym p ON p.ref = e.target_ref
  WHERE e.index >= $1 AND e.index < $2 ORDER BY e.index`;
const READ_HEAD = `SELECT h.size, h.root, c.note FROM audit.log_head h LEFT JOIN audit.log_checkpoint c ON true`;
/** Entries that are read at a time. */
const PAGE = 5_000;

/** @param query to the database of the log, as somebody who sees everything */
export function createLogReader(query: Query, vkey: string): LogReader {
  const tree = createLogTree(vkey);
  const entries = createLogEntries();

  const readUntil = async (size: number): Promise<News> => {
    const problems: string[] = [];
    const touched = new Set<LoggedIntent>();
    while (tree.size < size) {
      const until = Math.min(size, tree.size + PAGE);
      const { rows } = await query<EntryRow>(READ, [tree.size, until]);
      for (const row of rows) {
        if (Number(row.index) !== tree.size) problems.push(`entry ${row.index} stands at ${String(tree.size)}`);
        const taken = entries.take(row, tree.add(row.leaf));
        problems.push(...taken.problems);
        if (taken.intent !== undefined) touched.add(taken.intent);
      }
      if (tree.size === until) continue;
      problems.push(`entries before ${String(until)} are missing`);
      break;
    }
    return { problems, touched };
  };
  return {
    tree,
    intents: entries.intents,
    advance: async () => {
      const { rows } = await query<Head>(READ_HEAD);
      const [head] = rows;
      if (head === undefined) return { problems: ['the log has no head'], touched: new Set() };
      const size = Number(head.size);
      const cut = size < tree.size ? [`the log had ${String(tree.size)} entries and has ${String(size)}`] : [];
      const { problems, touched } = await readUntil(size);
      const root = tree.isRoot(size, head.root) ? [] : [`the head of size ${String(size)} has another root`];
      const note = head.note === null ? [] : tree.noteProblems(head.note);
      return { problems: [...cut, ...problems, ...root, ...note], touched };
    },
  };
}
