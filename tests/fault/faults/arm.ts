import { setTimeout as delay } from 'node:timers/promises';
import { inflict } from './inflict.ts';
import type { Load } from '../load/load.ts';
import type { FaultStack } from '../stack/fault-stack.ts';
import type { Fault } from './choose-fault.ts';
import type { Inflicted } from './inflict.ts';

/** A point that nobody comes by in this time is not reached in this round. */
const REACHED_WITHIN_MS = 8_000;
const POLL_MS = 5;

/**
 * Waits for the point of a fault, and lets it happen there.
 * @returns undefined when the point was not reached
 * @throws Error when the fault could not be inflicted
 */
export async function strike(stack: FaultStack, { where, what }: Fault, load: Load): Promise<Inflicted | undefined> {
  const deadline = performance.now() + REACHED_WITHIN_MS;
  if (where.line === 'none') {
    while (load.begun() < where.skip && performance.now() < deadline) await delay(POLL_MS);
    return inflict(stack, what);
  }
  const struck = Promise.withResolvers<Inflicted | undefined>();
  const spring = async (): Promise<Inflicted['passage']> => {
    try {
      const inflicted = await inflict(stack, what);
      struck.resolve(inflicted);
      return inflicted.passage;
    } catch (error) {
      struck.reject(error instanceof Error ? error : new Error(String(error)));
      return 'cut';
    }
  };
  const { skip } = where;
  const { appends, databases } = stack.lines;
  if (where.line === 'append') appends[where.service].set({ point: where.point, skip, spring });
  else databases[where.of].traps.set({ point: where.point, skip, spring });
  const patience = new AbortController();
  const givenUp = delay(REACHED_WITHIN_MS, undefined, { signal: patience.signal }).catch(() => undefined);
  try {
    return await Promise.race([struck.promise, givenUp]);
  } finally {
    patience.abort();
    if (where.line === 'append') appends[where.service].clear();
    else databases[where.of].traps.clear();
  }
}
