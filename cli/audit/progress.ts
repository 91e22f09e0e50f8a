import type { CommandEnvironment } from './command-environment.ts';

const INTERVAL_MS = 250;

/** One line that is written over and over, for a person who watches. */
export interface Progress {
  readonly show: (done: number, total: number) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** @param quiet nothing is shown, whoever watches */
export function createProgress(environment: CommandEnvironment, quiet: boolean): Progress {
  let shownAt = -Infinity;
  return {
    show: (done, total) => {
      const now = performance.now();
      if (!environment.showsProgress || quiet || now - shownAt < INTERVAL_MS) return;
      shownAt = now;
      const percent = Math.floor((100 * done) / Math.max(1, total));
      environment.err(`\r${done.toLocaleString('en')} of ${total.toLocaleString('en')} entries, ${String(percent)} %`);
    },
    end: () => {
      if (shownAt > 0) environment.err('\r\u001b[K');
    },
  };
}
