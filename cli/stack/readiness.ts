import { setTimeout as delay } from 'node:timers/promises';

const FIRST_PAUSE_MILLISECONDS = 20;
const LONGEST_PAUSE_MILLISECONDS = 200;
const PAUSE_GROWTH = 1.5;

/** A probe that hangs must not use up the whole deadline. */
const PROBE_TIMEOUT_MILLISECONDS = 4_000;

/**
 * Asks an address until it answers 200, with a pause that grows a little.
 *
 * @param deadlineMilliseconds how long to keep asking
 * @param signal ends the asking early, for example because the process ended
 * @param fetchFrom asks; brings a certificate where one is demanded
 * @returns whether it answered 200 in time
 */
export async function waitUntilReady(
  url: string,
  deadlineMilliseconds: number,
  signal: AbortSignal,
  fetchFrom: typeof fetch = fetch,
): Promise<boolean> {
  const deadline = performance.now() + deadlineMilliseconds;
  let pause = FIRST_PAUSE_MILLISECONDS;
  while (!signal.aborted && performance.now() < deadline) {
    if (await answersOk(url, signal, fetchFrom)) return true;
    await delay(pause, undefined, { signal }).catch(() => undefined);
    pause = Math.min(pause * PAUSE_GROWTH, LONGEST_PAUSE_MILLISECONDS);
  }
  return false;
}

async function answersOk(url: string, signal: AbortSignal, fetchFrom: typeof fetch): Promise<boolean> {
  try {
    const response = await fetchFrom(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MILLISECONDS)]),
    });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}
