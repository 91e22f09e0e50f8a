import { TILE_WIDTH } from '#platform/tlog';
import type { Database, Transaction } from '#platform/db';
import type { TileSource } from '../publication/tile-source.ts';

/** Binary levels of the tree in one level of tiles. */
const LEVELS_PER_TILE = 8;

const SIZE = `SELECT size FROM log_head WHERE id = 1`;
const HASHES = `SELECT hash FROM log_node WHERE level = $1 AND index >= $2 AND index < $3 ORDER BY index`;
const LEAVES = `SELECT leaf FROM audit_entry WHERE index >= $1 AND index < $2 ORDER BY index`;

/** The committed log in PostgreSQL. `log_node` has complete nodes only, which is what tiles consist of. */
export function createTileSource(db: Database): TileSource {
  const read = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
    db.read(null, async (tx) => {
      await tx.query(`SELECT set_config('app.purpose', 'sequencer', true)`);
      return work(tx);
    });
  return {
    size: () =>
      read(async (tx) => {
        const [row] = await tx.query<{ size: string }>(SIZE);
        if (row === undefined) throw new Error('the log has no head');
        return Number(row.size);
      }),
    hashes: ({ level, index, width }) =>
      read(async (tx) => {
        const start = index * TILE_WIDTH;
        const rows = await tx.query<{ hash: Buffer }>(HASHES, [level * LEVELS_PER_TILE, start, start + width]);
        if (rows.length !== width) throw new Error('a node of the tree is missing');
        return rows.map(({ hash }) => hash);
      }),
    entries: ({ index, width }) =>
      read(async (tx) => {
        const start = index * TILE_WIDTH;
        const rows = await tx.query<{ leaf: string }>(LEAVES, [start, start + width]);
        if (rows.length !== width) throw new Error('an entry of the log is missing');
        return rows.map(({ leaf }) => Buffer.from(leaf));
      }),
  };
}
