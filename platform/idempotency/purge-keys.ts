import type { Database } from '#platform/db';
import type { Logger } from '#platform/logging';

const PAUSE_MS = 15 * 60_000;
/** Rows of one transaction, so that none holds locks for long. */
const BATCH = 1_000;
/** Transactions of one round; what is left waits for the next. */
const MAX_BATCHES = 100;

export interface KeyPurger {
  /** @returns how many rows that had ended were removed */
  runOnce(): Promise<number>;
  start(): void;
  close(): Promise<void>;
}

/** Removes idempotency keys that have ended, with the answers kept for them. */
export function createKeyPurger({ db, logger }: { readonly db: Database; readonly logger: Logger }): KeyPurger {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let closed = false;

  const batch = (): Promise<number> =>
    db.write(null, async (tx) => {
      const [row] = await tx.query<{ removed: string }>('SELECT purge_idempotency_keys($1) AS removed', [BATCH]);
      return Number(row?.removed);
    });
  const runOnce = async (): Promise<number> => {
    let removed = 0;
    for (let round = 0; round < MAX_BATCHES && !closed; round += 1) {
      const inBatch = await batch();
      removed += inBatch;
      if (inBatch < BATCH) break;
    }
    return removed;
  };
  const round = (): void => {
    running = runOnce()
      .then((removed) => {
        if (removed > 0) logger.info({ removed }, 'removed idempotency keys that had ended');
      })
      .catch((error: unknown) => {
        logger.warn({ err: error }, 'could not remove idempotency keys; trying again later');
      })
      .finally(() => {
        if (!closed) timer = setTimeout(round, PAUSE_MS).unref();
      });
  };
  return {
    runOnce,
    start: round,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
