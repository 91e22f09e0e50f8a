import { createRounds } from './rounds.ts';
import type { Logger } from '#platform/logging';

export interface PeriodicJob {
  /** One round by itself. @returns how many things it settled */
  runOnce(): Promise<number>;
  /** The first round begins at once. */
  start(): void;
  close(): Promise<void>;
}

/**
 * Runs a job again and again, never twice at once. A round that fails is logged and the next one tries again.
 * @param options.everyMs pause between rounds, in milliseconds
 * @param options.run returns how many things it settled; the signal says that the service ends
 */
export function createPeriodicJob(options: {
  readonly name: string;
  readonly everyMs: number;
  readonly run: (signal?: AbortSignal) => Promise<number>;
  readonly logger: Logger;
}): PeriodicJob {
  const { name, everyMs, run, logger } = options;
  const rounds = createRounds(async (signal) => {
    try {
      const settled = await run(signal);
      if (settled > 0) logger.info({ job: name, settled }, 'a job settled something');
    } catch (error) {
      logger.warn({ err: error, job: name }, 'a job failed; trying again later');
    }
    return everyMs;
  });
  return {
    runOnce: () => run(),
    start: () => {
      rounds.start();
    },
    close: () => rounds.close(),
  };
}
