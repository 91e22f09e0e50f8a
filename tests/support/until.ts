import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;
const DEADLINE_MS = 10_000;

/** Waits for something that happens by itself soon after; fails when it has not in ten seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await delay(POLL_MS);
  }
}
