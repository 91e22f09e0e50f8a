import { createPeriodicJob } from '#platform/jobs';
import type { Database } from '#platform/db';
import type { PeriodicJob } from '#platform/jobs';
import type { Logger } from '#platform/logging';

const PAUSE_MS = 15 * 60_000;
/** Rows of one transaction, so that none holds locks for long. */
const BATCH = 1_000;
/** Transactions of one round; what is left waits for the next. */
const MAX_BATCHES = 100;

/** Removes idempotency keys that have ended, with the answers kept for them. */
export function createKeyPurger({ db, logger }: { readonly db: Database; readonly logger: Logger }): PeriodicJob {
  const batch = (): Promise<number> =>
    db.write(null, async (tx) => {
      const [row] = await tx.query<{ removed: string }>('SELECT purge_idempotency_keys($1) AS removed', [BATCH]);
      return Number(row?.removed);
    });
  const run = async (signal?: AbortSignal): Promise<number> => {
    let removed = 0;
    for (let round = 0; round < MAX_BATCHES && signal?.aborted !== true; round += 1) {
      const inBatch = await batch();
      removed += inBatch;
      if (inBatch < BATCH) break;
    }
    return removed;
  };
  return createPeriodicJob({ name: 'remove idempotency keys', everyMs: PAUSE_MS, run, logger });
}
