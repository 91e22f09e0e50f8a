import type { Database, Transaction } from '#platform/db';
import type { ForwardSource } from '../forwarding/forwarder.ts';

const ENTRIES = `SELECT index, leaf FROM audit_entry WHERE index >= $1 AND index < $2 ORDER BY index`;
const POSITION = `SELECT next_index AS "nextIndex" FROM forward_position WHERE id = 1`;
/** Never back, also when a process that was replaced saves last. */
const SAVE = `UPDATE forward_position SET next_index = $1 WHERE id = 1 AND next_index < $1`;

/** The committed log and how far it was forwarded, in PostgreSQL. */
export function createForwardSource(db: Database): ForwardSource {
  const asSequencer = async (tx: Transaction): Promise<void> => {
    await tx.query(`SELECT set_config('app.purpose', 'sequencer', true)`);
  };
  return {
    entries: (from, limit) =>
      db.read(null, async (tx) => {
        await asSequencer(tx);
        const rows = await tx.query<{ index: string; leaf: string }>(ENTRIES, [from, from + limit]);
        return rows.map(({ index, leaf }) => ({ index: Number(index), leaf }));
      }),
    position: () =>
      db.read(null, async (tx) => {
        const [row] = await tx.query<{ nextIndex: string }>(POSITION);
        return Number(row?.nextIndex ?? 0);
      }),
    savePosition: (next) =>
      db.write(null, async (tx) => {
        // Losing it repeats lines; nobody's commit waits for this one.
        await tx.query(`SELECT set_config('synchronous_commit', 'off', true)`);
        await asSequencer(tx);
        await tx.query(SAVE, [next]);
      }),
  };
}
