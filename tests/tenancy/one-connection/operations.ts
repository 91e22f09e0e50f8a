import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import type { Transaction, TransactionScope } from '#platform/db';
import type { Notes } from './notes.ts';

export interface Note {
  readonly tenant_id: string;
  readonly id: string;
  readonly text: string;
}

/** What a tenant's notes should be: id to text. */
export type Model = Map<string, string>;

export interface Turn {
  readonly notes: Notes;
  readonly scope: TransactionScope;
  /** The other tenant. */
  readonly other: TransactionScope;
  readonly model: Model;
}

/** Something one tenant does in a transaction of its own. @returns every row that was seen */
export type Operation = (turn: Turn) => Promise<Note[]>;

const READ = 'SELECT tenant_id, id, text FROM note ORDER BY id';
const INSERT = 'INSERT INTO note (tenant_id, id, text) VALUES ($1, $2, $3)';

export async function readNotes(tx: Transaction): Promise<Note[]> {
  return tx.query<Note>(READ);
}

async function insert(tx: Transaction, { scope }: Turn): Promise<Note> {
  const note = { tenant_id: scope.tenantId, id: newId(), text: 'written' };
  await tx.query(INSERT, [note.tenant_id, note.id, note.text]);
  return note;
}

/** Writes, looks, then fails in some way: nothing of it may stay. */
function failing(fail: (tx: Transaction, turn: Turn) => Promise<unknown>): Operation {
  return async (turn) => {
    let seen: Note[] = [];
    const work = turn.notes.db.write(turn.scope, async (tx) => {
      await insert(tx, turn);
      seen = await readNotes(tx);
      await fail(tx, turn);
    });
    await work.then(
      () => {
        throw new Error('the operation should have failed');
      },
      () => undefined,
    );
    return seen;
  };
}

/** Ends a statement from outside while it runs. */
function interruptedBy(functionName: 'pg_cancel_backend' | 'pg_terminate_backend'): Operation {
  const interruptSql = `SELECT ${functionName}(pid) FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'PgSleep'`;
  return failing(async (tx, { notes }) => {
    const pid = (await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]?.pid;
    const sleeping = tx.query('SELECT pg_sleep(60)').catch((error: unknown) => error);
    while ((await notes.admin.query(interruptSql, [pid])).rowCount === 0)
      await new Promise((resolve) => setImmediate(resolve));
    throw await sleeping;
  });
}

export const OPERATIONS = {
  read: ({ notes, scope }) => notes.db.read(scope, readNotes),
  readAsNobody: ({ notes }) => notes.db.read(null, readNotes),
  add: async (turn) => {
    const [note, seen] = await turn.notes.db.write(turn.scope, async (tx) => [
      await insert(tx, turn),
      await readNotes(tx),
    ]);
    turn.model.set(note.id, note.text);
    return seen;
  },
  rewriteAll: async ({ notes, scope, model }) => {
    const text = newId();
    await notes.db.write(scope, (tx) => tx.query('UPDATE note SET text = $1', [text]));
    for (const id of model.keys()) model.set(id, text);
    return [];
  },
  deleteAll: async ({ notes, scope, model }) => {
    await notes.db.write(scope, (tx) => tx.query('DELETE FROM note'));
    model.clear();
    return [];
  },
  /** Keeps the setting beyond the transaction, as careless code would. */
  setForTheSession: ({ notes, scope }) =>
    notes.db.write(scope, async (tx) => {
      await tx.query(`SELECT set_config('app.tenant', $1, false)`, [scope.tenantId]);
      return readNotes(tx);
    }),
  addInTheOthersName: failing((tx, { other }) => tx.query(INSERT, [other.tenantId, newId(), 'forged'])),
  giveAway: failing((tx, { other }) => tx.query('UPDATE note SET tenant_id = $1', [other.tenantId])),
  throwInTheMiddle: failing(() => Promise.reject(new Error('the rule was broken'))),
  failInTheMiddle: failing((tx) => tx.query('SELECT 1 / 0')),
  runOutOfTime: failing(async (tx) => {
    await tx.query(`SET LOCAL statement_timeout = '1ms'`);
    await tx.query('SELECT pg_sleep(60)');
  }),
  beCancelled: interruptedBy('pg_cancel_backend'),
  loseTheConnection: interruptedBy('pg_terminate_backend'),
} satisfies Record<string, Operation>;

/** Once more when the connection was lost before the transaction began; nothing has happened then. */
export async function untilConnected<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError && error.code === 'SERVICE_UNAVAILABLE') return work();
    throw error;
  }
}
