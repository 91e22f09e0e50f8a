import type { Timers } from '../timers.ts';

/** Timers that go off only when a test says so. */
export interface ManualTimers extends Timers {
  /** Runs everything that waits for at most `ms` milliseconds; what is set meanwhile waits for the next time. */
  elapse(ms: number): void;
  /** How many wait. */
  readonly waiting: number;
}

export function createManualTimers(): ManualTimers {
  const waiting = new Set<{ readonly ms: number; readonly work: () => void }>();
  return {
    after: (ms, work) => {
      const timer = { ms, work };
      waiting.add(timer);
      return () => {
        waiting.delete(timer);
      };
    },
    elapse: (ms) => {
      for (const timer of [...waiting].filter((entry) => entry.ms <= ms)) {
        waiting.delete(timer);
        timer.work();
      }
    },
    get waiting() {
      return waiting.size;
    },
  };
}
