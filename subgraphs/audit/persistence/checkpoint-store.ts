import type { Database } from '#platform/db';
import type { PublicNote } from '../anchor/published-checkpoint.ts';
import type { KnownState } from '../anchor/same-history.ts';

/** What of the log's checkpoints the database remembers. */
export interface CheckpointStore {
  /** The committed head, whoever writes the log. */
  readHead(): Promise<KnownState>;
  /** The newest cosigned checkpoint, and when the witness signed it in milliseconds since the Unix epoch. */
  readCosigned(): Promise<(PublicNote & { readonly atMs: number }) | undefined>;
  /** Keeps a cosigned checkpoint, durably; a larger one than is kept, or a later one of the same size. */
  keepCosigned(checkpoint: PublicNote, atMs: number): Promise<void>;
}

const READ_HEAD = 'SELECT size, root FROM log_head WHERE id = 1';
const READ_COSIGNED = 'SELECT size, note, cosigned_at AS "cosignedAt" FROM cosigned_checkpoint WHERE id = 1';
const KEEP_COSIGNED = `INSERT INTO cosigned_checkpoint AS kept (id, size, note, cosigned_at) VALUES (1, $1, $2, $3)
  ON CONFLICT (id) DO UPDATE SET size = excluded.size, note = excluded.note, cosigned_at = excluded.cosigned_at
  WHERE kept.size <= excluded.size`;

export function createCheckpointStore(db: Database): CheckpointStore {
  return {
    readHead: () =>
      db.read(null, async (tx) => {
        const [row] = await tx.query<{ size: string; root: Buffer }>(READ_HEAD);
        if (row === undefined) throw new Error('the log has no head');
        return { size: Number(row.size), root: row.root };
      }),
    readCosigned: () =>
      db.read(null, async (tx) => {
        const [row] = await tx.query<{ size: string; note: string; cosignedAt: Date }>(READ_COSIGNED);
        if (row === undefined) return undefined;
        return { size: Number(row.size), note: Buffer.from(row.note), atMs: row.cosignedAt.getTime() };
      }),
    keepCosigned: ({ size, note }, atMs) =>
      db.write(null, async (tx) => {
        await tx.query(`SELECT set_config('app.purpose', 'sequencer', true)`);
        await tx.query(KEEP_COSIGNED, [size, note.toString('utf8'), new Date(atMs)]);
      }),
  };
}
