import { AppError } from '#platform/errors';

/** Runs work with bounded concurrency. */
export interface WorkSlots {
  /** @throws AppError RATE_LIMITED when the queue is full */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

/**
 * Lets at most `slots` pieces of work run and `queueLimit` wait; the next is refused. Each password hash takes tens of
 * megabytes, so a flood of sign-ins must not be able to start as many as it likes.
 */
export function createWorkSlots({
  slots,
  queueLimit,
}: {
  readonly slots: number;
  readonly queueLimit: number;
}): WorkSlots {
  const waiting: (() => void)[] = [];
  let free = slots;

  async function take(): Promise<void> {
    if (free > 0) {
      free -= 1;
      return;
    }
    if (waiting.length >= queueLimit) throw new AppError('RATE_LIMITED');
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
    });
  }

  /** Hands the slot to whoever waits longest; it never becomes free in between. */
  function giveBack(): void {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }

  return {
    run: async (work) => {
      await take();
      try {
        return await work();
      } finally {
        giveBack();
      }
    },
  };
}
