import type { Logger } from '#platform/logging';

export interface PeriodicJob {
  /** The first round begins at once. */
  start(): void;
  close(): Promise<void>;
}

/**
 * Runs a job again and again, never twice at once. A round that fails is logged and the next one tries again.
 * @param options.everyMs pause between rounds, in milliseconds
 * @param options.run returns how many things it settled
 */
export function createPeriodicJob(options: {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<number>;
  readonly logger: Logger;
}): PeriodicJob {
  const { name, everyMs, run, logger } = options;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let closed = false;

  const round = (): void => {
    running = run()
      .then((settled) => {
        if (settled > 0) logger.info({ job: name, settled }, 'a job settled something');
      })
      .catch((error: unknown) => {
        logger.warn({ err: error, job: name }, 'a job failed; trying again later');
      })
      .finally(() => {
        if (!closed) timer = setTimeout(round, everyMs).unref();
      });
  };
  return {
    start: round,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
