import type { Clock } from '#platform/clock';

/** Bundles that one auditor may read in a minute: 1.5 million entries. */
const BUNDLES_PER_MINUTE = 6_000;
const WINDOW_MS = 60_000;

/** How many bundles each reader may still read. */
export interface ReadBudget {
  /** Takes one. @returns 0, or the seconds to wait when there is none left */
  take(principalId: string): number;
}

/**
 * Attack: an auditor's token that reads the same bundle for ever, and with each read makes the log longer by an entry.
 * Rule: what one reader adds to the log is bounded; a whole log is still read in a few minutes.
 */
export function createReadBudget(clock: Clock, limit: number = BUNDLES_PER_MINUTE): ReadBudget {
  let windowStart = clock.now();
  const taken = new Map<string, number>();
  return {
    take: (principalId) => {
      const now = clock.now();
      if (now - windowStart >= WINDOW_MS || now < windowStart) {
        windowStart = now;
        taken.clear();
      }
      const count = taken.get(principalId) ?? 0;
      if (count >= limit) return Math.max(1, Math.ceil((windowStart + WINDOW_MS - now) / 1_000));
      taken.set(principalId, count + 1);
      return 0;
    },
  };
}
