import { epochSeconds } from '#platform/clock';
import { AppError } from '#platform/errors';
import { createInProcessState } from '#platform/redis';
import type { Clock } from '#platform/clock';
import type { SharedState } from '#platform/redis';
import type { OpeningLimiter } from '../domain/ports.ts';

/** Openings of one share link in an hour: more than a family on a bad day, far fewer than a loop. */
export const MAX_OPENINGS_PER_HOUR = 30;
const HOUR_SECONDS = 3_600;
/** Links that one replica counts by itself. */
const LOCAL_LINKS_MAX = 10_000;

/**
 * Bounds openings over all replicas, by the hour of the clock. Each replica counts for itself while what they share is away; one
 * that cannot count either refuses.
 */
export function createOpeningLimiter(state: SharedState, clock: Clock): OpeningLimiter {
  const local = createInProcessState({ clock, maxEntries: LOCAL_LINKS_MAX });
  return {
    take: async (linkId) => {
      const now = epochSeconds(clock);
      const hour = Math.floor(now / HOUR_SECONDS);
      const count = (counters: SharedState): Promise<number> =>
        counters.increment(`case:openings:${linkId}:${String(hour)}`, HOUR_SECONDS);
      const taken = await count(state)
        .catch(() => count(local))
        .catch((cause: unknown) => {
          throw new AppError('SERVICE_UNAVAILABLE', { cause });
        });
      if (taken <= MAX_OPENINGS_PER_HOUR) return undefined;
      return { isFirst: taken === MAX_OPENINGS_PER_HOUR + 1, retryAfterSeconds: (hour + 1) * HOUR_SECONDS - now };
    },
  };
}
