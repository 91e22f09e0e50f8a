import { createRounds } from '#platform/jobs';
import { createBufferedCounts } from './buffered-counts.ts';
import { addUnknownUses, addUses } from './persistence/use-rows.ts';
import { dayOf } from './use-days.ts';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { UseCounter } from '../documents/resolve-document.ts';
import type { Countable } from './buffered-counts.ts';
import type { UnknownAddition, UseAddition } from './persistence/use-rows.ts';

/** What a crash can lose. */
const FLUSH_MS = 3_000;
/** Registered documents between two flushes; more than all lists have together in any deployment that is known. */
const MAX_DOCUMENTS = 20_000;
/** Unknown texts between two flushes, and of one client on one day. */
const MAX_UNKNOWN = 500;
const MAX_UNKNOWN_PER_DAY = 2_000;

export interface BufferedUses extends UseCounter {
  /** Writes what was counted. What could not be written is counted on. */
  flush(): Promise<void>;
  start(): void;
  /** Writes what is left. */
  close(): Promise<void>;
}

const USES: Countable<UseAddition> = {
  amount: ({ byId, byText }) => byId + byText,
  plus: (one, other) => ({
    ...one,
    byId: one.byId + other.byId,
    byText: one.byText + other.byText,
    lastUsedMs: Math.max(one.lastUsedMs, other.lastUsedMs),
  }),
};
const UNKNOWN: Countable<UnknownAddition> = {
  amount: ({ count }) => count,
  plus: (one, other) => ({
    ...one,
    count: one.count + other.count,
    lastUsedMs: Math.max(one.lastUsedMs, other.lastUsedMs),
  }),
};

/**
 * Counts in memory; every few seconds all of it is written in one statement. Attack: a flood of texts that differ in one character, to fill
 * memory and the database. Rule: so many different ones are kept and no more; the rest is a number in the metrics.
 */
export function createUseCounter(deps: {
  readonly db: Pick<Database, 'write'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}): BufferedUses {
  const { db, clock, logger } = deps;
  const lost = deps.metrics.counter(
    'lifeready_gateway_uses_not_counted_total',
    'Uses of documents that were more than the counters keep.',
    ['kind'],
  );
  const uses = createBufferedCounts(MAX_DOCUMENTS, USES, (amount) => {
    lost.add({ kind: 'registered' }, amount);
  });
  const unknown = createBufferedCounts(MAX_UNKNOWN, UNKNOWN, (amount) => {
    lost.add({ kind: 'unknown' }, amount);
  });
  const flush = async (): Promise<void> => {
    if (uses.size === 0 && unknown.size === 0) return;
    const [known, others] = [uses.take(), unknown.take()];
    try {
      await db.write(null, async (tx) => {
        if (known.size > 0) await addUses(tx, [...known.values()]);
        if (others.size > 0) await addUnknownUses(tx, [...others.values()], MAX_UNKNOWN_PER_DAY);
      });
    } catch (error) {
      logger.warn({ err: error }, 'the uses of documents were not written; they are counted on');
      for (const [key, use] of known) uses.add(key, use);
      for (const [key, use] of others) unknown.add(key, use);
    }
  };
  const rounds = createRounds(async () => {
    await flush();
    return FLUSH_MS;
  });
  return {
    registered: (client, id, how) => {
      const lastUsedMs = clock.now();
      const day = dayOf(lastUsedMs);
      const [byId, byText] = how === 'id' ? [1, 0] : [0, 1];
      uses.add(`${client}\0${id}\0${day}`, { client, id, day, byId, byText, lastUsedMs });
    },
    unknown: (client, hash, sample) => {
      const lastUsedMs = clock.now();
      const day = dayOf(lastUsedMs);
      const key = `${client}\0${hash}\0${day}`;
      // The sample takes a parse, so it is made for the first of them only, and not for those that are not kept.
      const ofText = unknown.begins(key) ? sample() : '';
      unknown.add(key, { client, hash, day, sample: ofText, count: 1, lastUsedMs });
    },
    flush,
    start: () => {
      rounds.start(FLUSH_MS);
    },
    close: async () => {
      await rounds.close();
      await flush();
    },
  };
}

/** Where there is no registry, nobody reads counts. */
export const COUNTS_NOTHING: UseCounter = { registered: () => undefined, unknown: () => undefined };
