import { createRounds } from '#platform/jobs';
import type { Database } from '#platform/db';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { AuditClient } from './client.ts';
import type { PendingIntent } from './event.ts';

export interface Reconciler {
  /** Settles every intent of this service that is older than the bound. @returns how many were settled */
  runOnce(): Promise<number>;
  /** From now on, and the log is held against the receipts that are here already. */
  start(): void;
  close(): Promise<void>;
}

interface Deps {
  readonly db: Database;
  readonly client: AuditClient;
  readonly logger: Logger;
  /** Age at which an intent without outcome is settled, in seconds. */
  readonly afterSeconds: number;
  /** Shows how many intents were due and could not be settled, and the age of the oldest of them. */
  readonly metrics?: Metrics;
}

/**
 * `ON CONFLICT DO NOTHING` makes the primary key decide: if the row goes in, no straggler can commit any more (its own
 * insert conflicts); if it does not, the business commit won. While a straggler holds its uncommitted receipt the insert
 * waits, at most for the role's lock timeout, and the next round tries again.
 */
const INSERT_TOMBSTONE = `INSERT INTO audit_receipt (intent_id, state) VALUES ($1, 'ABORTED') ON CONFLICT (intent_id) DO NOTHING`;
const READ_STATE = `SELECT state FROM audit_receipt WHERE intent_id = $1`;

/** Intents are named in the order of their time, so the newest receipts are among these; the newest by index is one of them. */
const READ_NEWEST_PROOF = `SELECT proof FROM
  (SELECT log_index, proof FROM audit_receipt WHERE state = 'COMMITTED' ORDER BY intent_id DESC LIMIT 64) newest
  ORDER BY log_index DESC LIMIT 1`;

async function readNewestProof(db: Database): Promise<string | undefined> {
  const [row] = await db.read(null, (tx) => tx.query<{ proof: string }>(READ_NEWEST_PROOF));
  return row?.proof;
}

/** Adds the OUTCOME that a crash or a lost connection left out (audit design, section 4, step 5). */
export function createReconciler({ db, client, logger, afterSeconds, metrics }: Deps): Reconciler {
  const settle = async (intentId: string, requestId: string): Promise<void> => {
    const state = await db.write(null, async (tx) => {
      await tx.query(INSERT_TOMBSTONE, [intentId]);
      const [row] = await tx.query<{ state: 'COMMITTED' | 'ABORTED' }>(READ_STATE, [intentId]);
      return row?.state;
    });
    if (state === undefined) throw new Error('the receipt vanished');
    await client.outcome(intentId, state, requestId);
    logger.info({ intentId, state }, 'settled an intent');
  };
  const overdue = createOverdue(metrics);
  const runOnce = async (): Promise<number> => {
    const pending = await client.pendingIntents(afterSeconds);
    const left: PendingIntent[] = [];
    for (const intent of pending) {
      const { intentId, requestId } = intent;
      try {
        await settle(intentId, requestId);
      } catch (error) {
        left.push(intent);
        logger.warn({ err: error, intentId }, 'could not settle an intent; trying again later');
      }
    }
    overdue.set(left);
    return pending.length - left.length;
  };
  const rounds = createRounds(async () => {
    try {
      await runOnce();
    } catch (error) {
      logger.warn({ err: error }, 'could not ask for pending intents');
    }
    return afterSeconds * 500;
  });
  return {
    runOnce,
    start: () => {
      client.remember({ newestProof: () => readNewestProof(db), logger });
      rounds.start();
    },
    close: () => rounds.close(),
  };
}

/** Intents that are due and could not be settled in the last round that reached the log. */
function createOverdue(metrics: Metrics | undefined): { set(left: readonly PendingIntent[]): void } {
  let ages: readonly number[] = [];
  let measuredAt = 0;
  metrics?.gauge(
    'lifeready_audit_overdue_intents',
    'Intents that are due and could not be settled.',
    () => ages.length,
  );
  metrics?.gauge('lifeready_audit_oldest_overdue_intent_seconds', 'Age of the oldest of them.', () =>
    ages.length === 0 ? 0 : Math.max(...ages) + Math.floor((performance.now() - measuredAt) / 1_000),
  );
  return {
    set: (left) => {
      ages = left.map(({ ageSeconds }) => ageSeconds);
      measuredAt = performance.now();
    },
  };
}
