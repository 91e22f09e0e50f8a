import { createRounds } from '#platform/jobs';
import { createBufferedCounts } from './buffered-counts.ts';
import { addUnknownUses, addUses } from './persistence/use-rows.ts';
import { createToday } from './use-days.ts';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { UseCounter } from '../documents/resolve-document.ts';
import type { Countable, KeyLimits } from './buffered-counts.ts';
import type { UnknownAddition, UseAddition } from './persistence/use-rows.ts';

/** What a crash can lose. */
const FLUSH_MS = 3_000;
/** Registered documents between two flushes; more than all lists have together in any deployment that is known. */
const MAX_DOCUMENTS: KeyLimits = { together: 20_000, ofOneClient: 20_000 };
/** Unknown texts between two flushes, and of one client on one day. */
const MAX_UNKNOWN: KeyLimits = { together: 5_000, ofOneClient: 500 };
const MAX_UNKNOWN_PER_DAY = 2_000;

export interface BufferedUses extends UseCounter {
  /** Writes what was counted. What could not be written is counted on. */
  flush(): Promise<void>;
  start(): void;
  /** Writes what is left. */
  close(): Promise<void>;
}

type Changing<Value> = { -readonly [Key in keyof Value]: Value[Key] };
type KeptUse = Changing<UseAddition>;
type KeptUnknown = Changing<UnknownAddition>;

const USES: Countable<KeptUse> = {
  amount: ({ byId, byText }) => byId + byText,
  add: (kept, more) => {
    kept.byId += more.byId;
    kept.byText += more.byText;
    kept.lastUsedMs = Math.max(kept.lastUsedMs, more.lastUsedMs);
  },
};
const UNKNOWN: Countable<KeptUnknown> = {
  amount: ({ count }) => count,
  add: (kept, more) => {
    kept.count += more.count;
    kept.lastUsedMs = Math.max(kept.lastUsedMs, more.lastUsedMs);
  },
};

/**
 * Counts in memory; every few seconds all of it is written in one statement. Attack: a flood of texts that differ in one character, to fill
 * memory and the database, or to hide what another client sends. Rule: so many different ones are kept of each client and no more; the
 * rest is a number in the metrics.
 */
export function createUseCounter(deps: {
  readonly db: Pick<Database, 'write'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}): BufferedUses {
  const { db, clock, logger } = deps;
  const today = createToday();
  const { uses, unknown, lose } = createBuffers(deps.metrics);
  const flush = async (): Promise<void> => {
    if (uses.size === 0 && unknown.size === 0) return;
    const [known, others] = [uses.take(), unknown.take()];
    try {
      const lost = await db.write(null, async (tx) => {
        if (known.size > 0) await addUses(tx, [...known.values()]);
        return others.size > 0 ? addUnknownUses(tx, [...others.values()], MAX_UNKNOWN_PER_DAY) : 0;
      });
      lose('unknown', lost);
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
      const day = today(lastUsedMs);
      const key = `${client} ${day} ${id}`;
      const kept = uses.find(key);
      if (kept === undefined) {
        uses.add(key, { client, id, day, byId: Number(how === 'id'), byText: Number(how === 'text'), lastUsedMs });
        return;
      }
      if (how === 'id') kept.byId += 1;
      else kept.byText += 1;
      kept.lastUsedMs = lastUsedMs;
    },
    unknown: (client, hash, sample) => {
      const lastUsedMs = clock.now();
      const day = today(lastUsedMs);
      const key = `${client} ${day} ${hash}`;
      // The sample takes a parse, so it is made for the first of them only, and not for those that are not kept.
      const ofText = unknown.find(key) === undefined && unknown.hasRoom(client) ? sample() : '';
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

function createBuffers(metrics: Metrics) {
  const lost = metrics.counter(
    'lifeready_gateway_uses_not_counted_total',
    'Uses of documents that were more than the counters keep.',
    ['kind'],
  );
  const lose = (kind: 'registered' | 'unknown', amount: number): void => {
    lost.add({ kind }, amount);
  };
  const uses = createBufferedCounts(MAX_DOCUMENTS, USES, (amount) => {
    lose('registered', amount);
  });
  const unknown = createBufferedCounts(MAX_UNKNOWN, UNKNOWN, (amount) => {
    lose('unknown', amount);
  });
  return { uses, unknown, lose };
}

/** Where there is no registry, nobody reads counts. */
export const COUNTS_NOTHING: UseCounter = { registered: () => undefined, unknown: () => undefined };
