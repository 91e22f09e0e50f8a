const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
/** A worker that lived this long starts again at once, almost. */
const CALM_MS = 60_000;

/**
 * How long to wait before a worker is started again. Attack, or mistake: a request that ends the worker which gets it, or a worker
 * that ends as it starts; starting anew as fast as that happens would keep the machine busy with nothing else.
 * @returns a function of the time the last one lived, both in milliseconds
 */
export function createRestartPause(): (livedMs: number) => number {
  let pauseMs = FIRST_PAUSE_MS;
  return (livedMs) => {
    if (livedMs >= CALM_MS) pauseMs = FIRST_PAUSE_MS;
    const now = pauseMs;
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    return now;
  };
}
