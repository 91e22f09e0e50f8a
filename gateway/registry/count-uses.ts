import { createRounds } from '#platform/jobs';
import { addUnknownUses, addUses } from './persistence/use-rows.ts';
import { dayOf } from './use-days.ts';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { UseCounter } from '../documents/resolve-document.ts';
import type { UnknownAddition, UseAddition } from './persistence/use-rows.ts';

/** What a crash can lose. */
const FLUSH_MS = 3_000;
/** Registered documents between two flushes; more than all lists have together in any deployment that is known. */
const MAX_DOCUMENTS = 20_000;
/** Unknown texts between two flushes, and of one client on one day. */
const MAX_UNKNOWN = 500;
const MAX_UNKNOWN_PER_DAY = 2_000;

type Changing<Value> = { -readonly [Key in keyof Value]: Value[Key] };

export interface BufferedUses extends UseCounter {
  /** Writes what was counted. What could not be written is counted on. */
  flush(): Promise<void>;
  start(): void;
  /** Writes what is left. */
  close(): Promise<void>;
}

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
  let uses = new Map<string, Changing<UseAddition>>();
  let unknown = new Map<string, Changing<UnknownAddition>>();
  const lost = deps.metrics.counter(
    'lifeready_gateway_uses_not_counted_total',
    'Uses of documents that were more than the counters keep.',
    ['kind'],
  );

  const flush = async (): Promise<void> => {
    if (uses.size === 0 && unknown.size === 0) return;
    const [known, others] = [uses, unknown];
    uses = new Map();
    unknown = new Map();
    try {
      await db.write(null, async (tx) => {
        if (known.size > 0) await addUses(tx, [...known.values()]);
        if (others.size > 0) await addUnknownUses(tx, [...others.values()], MAX_UNKNOWN_PER_DAY);
      });
    } catch (error) {
      logger.warn({ err: error }, 'the uses of documents were not written; they are counted on');
      for (const [key, use] of known) addTo(uses, key, use);
      for (const [key, use] of others) addUnknownTo(unknown, key, use);
    }
  };
  const addTo = (to: typeof uses, key: string, use: UseAddition): void => {
    const there = to.get(key);
    if (there === undefined) {
      if (to.size >= MAX_DOCUMENTS) lost.add({ kind: 'registered' }, use.byId + use.byText);
      else to.set(key, { ...use });
      return;
    }
    there.byId += use.byId;
    there.byText += use.byText;
    there.lastUsedMs = Math.max(there.lastUsedMs, use.lastUsedMs);
  };
  const addUnknownTo = (to: typeof unknown, key: string, use: UnknownAddition): void => {
    const there = to.get(key);
    if (there === undefined) {
      if (to.size >= MAX_UNKNOWN) lost.add({ kind: 'unknown' }, use.count);
      else to.set(key, { ...use });
      return;
    }
    there.count += use.count;
    there.lastUsedMs = Math.max(there.lastUsedMs, use.lastUsedMs);
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
      addTo(uses, `${client}\0${id}\0${day}`, { client, id, day, byId, byText, lastUsedMs });
    },
    unknown: (client, hash, sample) => {
      const lastUsedMs = clock.now();
      const day = dayOf(lastUsedMs);
      const key = `${client}\0${hash}\0${day}`;
      // The sample takes a parse, so it is made for the first of them only, and not for those that are not kept.
      const isNew = !unknown.has(key) && unknown.size < MAX_UNKNOWN;
      addUnknownTo(unknown, key, { client, hash, day, sample: isNew ? sample() : '', count: 1, lastUsedMs });
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
