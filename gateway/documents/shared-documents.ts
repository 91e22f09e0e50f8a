import { documentIdOf } from './manifest.ts';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { SharedState } from '#platform/redis';

/** Places for the texts of one client. */
const PLACES = 2_048;
/** Characters of the longest text that is shared; with the number of places, 32 MiB of ASCII for each client at the most. */
export const MAX_SHARED_CHARACTERS = 16_384;
/** How long a text is kept after it was sent last, in seconds. */
const KEPT_SECONDS = 24 * 3_600;
/** After a failure, the time for which nobody asks again: a request must not wait for it each time. */
const PAUSE_MS = 1_000;
/** Hexadecimal digits of a hash that say its place. */
const PLACE_DIGITS = 8;

/** Texts that one replica was sent and the others know too, for as long as they can be reached. */
export interface SharedDocuments {
  /** @param hash SHA-256, 64 lower-case hexadecimal digits. @returns undefined also when nobody can be asked. Never rejects. */
  find(client: string, hash: string): Promise<string | undefined>;
  /** Returns at once; a text that could not be kept is one that the other replicas ask for again. */
  keep(client: string, hash: string, text: string): void;
}

/**
 * Attack: texts without end, until Redis is full and forgets budgets; a text put there by somebody who reached Redis, under a hash that a
 * client trusts. Rule: each client has so many places, and a text takes the place of the one that its hash shares it with; what comes
 * back is hashed again, so that a place holds the text that was asked for or none.
 */
export function createSharedDocuments(deps: {
  readonly state: Pick<SharedState, 'get' | 'set'>;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
}): SharedDocuments {
  const { state, clock, logger } = deps;
  const fallbacks = deps.metrics.counter(
    'lifeready_gateway_automatic_document_fallbacks_total',
    'Texts of automatic persisted queries that could not be asked of the other replicas (find) or told to them (keep).',
    ['operation'],
  );
  let pausedUntilMs = 0;

  async function attempt<T>(operation: 'find' | 'keep', run: () => Promise<T>): Promise<T | undefined> {
    if (clock.now() >= pausedUntilMs) {
      try {
        return await run();
      } catch (error) {
        if (clock.now() >= pausedUntilMs)
          logger.warn({ err: error }, 'automatic documents are known to this process alone');
        pausedUntilMs = clock.now() + PAUSE_MS;
      }
    }
    fallbacks.add({ operation });
    return undefined;
  }

  return {
    find: async (client, id) => {
      const text = await attempt('find', () => state.get(placeOf(client, id)));
      return text !== undefined && documentIdOf(text) === id ? text : undefined;
    },
    keep: (client, hash, text) => {
      if (text.length > MAX_SHARED_CHARACTERS) return;
      void attempt('keep', () => state.set(placeOf(client, hash), text, KEPT_SECONDS));
    },
  };
}

/** @param client name of a client of ours, which has no colon */
function placeOf(client: string, hash: string): string {
  return `document:${client}:${String(Number.parseInt(hash.slice(0, PLACE_DIGITS), 16) % PLACES)}`;
}
