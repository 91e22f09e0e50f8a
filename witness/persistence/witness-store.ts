import pg from 'pg';
import { EMPTY_ROOT } from '#platform/tlog';
import { migrations } from './migrations/index.ts';
import type { Logger } from '#platform/logging';
import type { RecordedCheckpoint, Verdict } from '../protocol/judge.ts';
import type { StatedCheckpoint } from '../protocol/read-checkpoint.ts';

const CONNECT_TIMEOUT_MS = 3_000;
const IDLE_TIMEOUT_MS = 30_000;
/** Of one log. Only whoever has the log's key can cause one, and a few convict it as well as many. */
const MAX_CONTRADICTIONS = 100;

/** What became of a checkpoint. */
export interface Decision {
  readonly verdict: Verdict;
  /** Size of the newest cosigned checkpoint, this one included. */
  readonly recordedSize: number;
  /** Time for the cosignature, POSIX seconds: at this moment the checkpoint was the newest one of its log. */
  readonly atSeconds: number;
}

/** The memory of the witness. */
export interface WitnessStore {
  /**
   * Judges a checkpoint against the newest cosigned one and, when it is consistent, makes it the newest; at most one call for a
   * log is between the two. What was decided is durable when this resolves.
   */
  decide(
    submitted: { readonly checkpoint: StatedCheckpoint; readonly note: Buffer; readonly nowSeconds: number },
    judge: (recorded: RecordedCheckpoint) => Verdict,
  ): Promise<Decision>;
  check(): Promise<void>;
  close(): Promise<void>;
}

interface Row {
  readonly size: string;
  readonly root: Buffer;
  readonly note: Buffer | null;
  readonly cosigned_at: string;
}

const LOCK_LOG = 'SELECT size, root, note, cosigned_at FROM witnessed_log WHERE origin = $1 FOR UPDATE';
const RECORD = 'UPDATE witnessed_log SET size = $2, root = $3, note = $4, cosigned_at = $5 WHERE origin = $1';
const KEEP_CONTRADICTION = `INSERT INTO contradiction (origin, recorded_size, recorded_note, stated_size, stated_root, stated_note)
  SELECT $1, $2, $3, $4, $5, $6 WHERE (SELECT count(*) FROM contradiction WHERE origin = $1) < ${String(MAX_CONTRADICTIONS)}
  ON CONFLICT DO NOTHING`;

/**
 * The store on PostgreSQL, over the driver alone: this process stays small.
 * @param options.origins logs that are witnessed
 * @throws Error when the database is unreachable or lacks a migration
 */
export async function openWitnessStore(options: {
  readonly url: string;
  readonly poolMax: number;
  readonly origins: readonly string[];
  readonly logger: Logger;
}): Promise<WitnessStore> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    application_name: 'lifeready-witness',
  });
  pool.on('error', (error) => {
    options.logger.warn({ err: error }, 'an idle connection to the database ended');
  });
  try {
    await requireMigrations(pool);
    await prepareLogs(pool, options.origins);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    decide: (submitted, judge) => inTransaction(pool, (client) => decide(client, submitted, judge)),
    check: async () => {
      await pool.query('SELECT 1');
    },
    close: () => pool.end(),
  };
}

async function requireMigrations(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>('SELECT name FROM schema_migrations');
  const applied = new Set(rows.map(({ name }) => name));
  const missing = migrations.map((Migration) => new Migration().name).filter((name) => !applied.has(name));
  if (missing.length > 0) throw new Error(`The database of witness is behind; missing: ${missing.join(', ')}`);
}

/** A row for each log from the start, so that there always is one to lock. */
async function prepareLogs(pool: pg.Pool, origins: readonly string[]): Promise<void> {
  await pool.query(
    `INSERT INTO witnessed_log (origin, size, root, cosigned_at) SELECT origin, 0, $2, 0 FROM unnest($1::text[]) AS origin
     ON CONFLICT DO NOTHING`,
    [[...origins], EMPTY_ROOT],
  );
}

async function decide(
  client: pg.PoolClient,
  { checkpoint, note, nowSeconds }: Parameters<WitnessStore['decide']>[0],
  judge: Parameters<WitnessStore['decide']>[1],
): Promise<Decision> {
  const { origin, size, root } = checkpoint;
  const { rows } = await client.query<Row>(LOCK_LOG, [origin]);
  const [row] = rows;
  if (row === undefined) throw new Error('a witnessed log has no row');
  const recorded = { size: Number(row.size), root: row.root };
  // A clock that was set back must not make a newer checkpoint look older than the one before.
  const atSeconds = Math.max(nowSeconds, Number(row.cosigned_at));
  const verdict = judge(recorded);
  if (verdict === 'consistent') await client.query(RECORD, [origin, size, root, note, atSeconds]);
  if (verdict === 'inconsistent' && row.note !== null)
    await client.query(KEEP_CONTRADICTION, [origin, recorded.size, row.note, size, root, note]);
  return { verdict, recordedSize: verdict === 'consistent' ? size : recorded.size, atSeconds };
}

async function inTransaction<Result>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    // Whatever the server's default is: the answer is a promise that outlives a power failure.
    await client.query('BEGIN; SET LOCAL synchronous_commit = on');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    failure = error instanceof Error ? error : new Error('the transaction failed', { cause: error });
    throw error;
  } finally {
    // A connection whose transaction failed is given up; the server rolls back.
    client.release(failure);
  }
}
