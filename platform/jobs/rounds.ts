/** Something that is done again and again while its service runs. */
export interface Rounds {
  /** @param afterMs pause before the first round, in milliseconds; it begins at once without */
  start(afterMs?: number): void;
  /** Resolves when the round under way has ended; there is no other after it. */
  close(): Promise<void>;
}

/**
 * Rounds that never run twice at once. They keep no process alive.
 * @param run one round; resolves with the pause until the next, in milliseconds, and never rejects: what a failure means is its own matter.
 *   The signal says that the service ends
 */
export function createRounds(run: (signal: AbortSignal) => Promise<number>): Rounds {
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const round = (): void => {
    running = run(closing.signal).then((pauseMs) => {
      if (!closing.signal.aborted) timer = setTimeout(round, pauseMs).unref();
    });
  };
  return {
    start: (afterMs = 0) => {
      if (afterMs > 0) timer = setTimeout(round, afterMs).unref();
      else round();
    },
    close: async () => {
      closing.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
