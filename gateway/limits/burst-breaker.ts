import type { Clock } from '#platform/clock';

/** Senders that are counted at a time; about 150 bytes each. */
export const MAX_COUNTED_NETWORKS = 50_000;

/** What a refused request counts beyond its own one. */
export const REFUSAL_WEIGHT = 9;
/** How many senders' worth of requests those share who find no room. */
const SHARED_TIMES = 10;
/** Counts looked at to find one that means nothing any more. */
const LOOKED_AT = 16;

export interface BurstLimits {
  /** Requests of one sender within one window. */
  readonly requests: number;
  readonly windowMs: number;
  /** How long a sender is refused that sent more. */
  readonly blockMs: number;
}

export interface BurstBreaker {
  /**
   * Counts one request.
   * @param network from `clientNetwork`
   * @returns milliseconds for which this sender is refused; 0 when the request may pass
   */
  take(network: string): number;
  /** Counts a request again that was refused, by any rule: who is refused again and again is no program that works. */
  countRefusal(network: string): void;
  /** Senders that are refused now. */
  blocked(): number;
}

interface Count {
  windowEndsAt: number;
  requests: number;
  blockedUntil: number;
}

/**
 * Attack: one address that sends more than anybody's program does, whatever it asks for, to keep others waiting.
 * Rule: more than `requests` in a window and the sender is refused for `blockMs`; then it may try again. Counted in memory, so
 * that it works when nothing else does, and per process.
 *
 * Attack on the counter itself: requests from so many addresses that the memory fills up, or that one's own count is dropped. Rule:
 * only counts that mean nothing any more make room; while there is none, newcomers share one count.
 * @param deps.onBlock told of each sender that begins to be refused
 */
export function createBurstBreaker(deps: {
  readonly limits: BurstLimits;
  readonly clock: Clock;
  readonly onBlock: (network: string) => void;
  readonly maxNetworks?: number;
}): BurstBreaker {
  const { limits, clock, onBlock, maxNetworks = MAX_COUNTED_NETWORKS } = deps;
  /** The one whose window began first comes first. */
  const counts = new Map<string, Count>();
  const shared: Count = { windowEndsAt: 0, requests: 0, blockedUntil: 0 };

  const countOf = (network: string, now: number): Count => {
    const known = counts.get(network);
    if (known !== undefined) return known;
    if (counts.size >= maxNetworks && !makeRoom(counts, now)) return shared;
    const count = { windowEndsAt: 0, requests: 0, blockedUntil: 0 };
    counts.set(network, count);
    return count;
  };

  /** @returns milliseconds for which the sender is refused */
  const add = (network: string, count: Count, weight: number, now: number): number => {
    if (count.windowEndsAt <= now) {
      count.windowEndsAt = now + limits.windowMs;
      count.requests = 0;
      if (counts.delete(network)) counts.set(network, count);
    }
    count.requests += weight;
    if (count.requests <= limits.requests * (count === shared ? SHARED_TIMES : 1)) return 0;
    count.blockedUntil = now + limits.blockMs;
    count.windowEndsAt = 0;
    onBlock(count === shared ? 'newcomers' : network);
    return limits.blockMs;
  };

  return {
    take(network) {
      const now = clock.now();
      const count = countOf(network, now);
      return count.blockedUntil > now ? count.blockedUntil - now : add(network, count, 1, now);
    },
    countRefusal(network) {
      const now = clock.now();
      const count = countOf(network, now);
      if (count.blockedUntil <= now) add(network, count, REFUSAL_WEIGHT, now);
    },
    blocked() {
      const now = clock.now();
      return [...counts.values(), shared].filter(({ blockedUntil }) => blockedUntil > now).length;
    },
  };
}

function isOver({ windowEndsAt, blockedUntil }: Count, now: number): boolean {
  return windowEndsAt <= now && blockedUntil <= now;
}

/** @returns whether one count has made room */
function makeRoom(counts: Map<string, Count>, now: number): boolean {
  let looked = 0;
  for (const [network, count] of counts) {
    if (isOver(count, now)) return counts.delete(network);
    looked += 1;
    if (looked === LOOKED_AT) return false;
  }
  return false;
}
