import type { Clock } from '#platform/clock';

interface Entry {
  value: string;
  readonly expiresAtMs: number;
}

export interface ExpiringMap {
  /** The live entry; its `value` may be changed in place, its lifetime not. */
  find(key: string): Entry | undefined;
  /** @throws Error when the map is full of live entries */
  put(key: string, value: string, ttlMs: number): void;
  remove(key: string): void;
  clear(): void;
}

/** Below this size sweeping is not worth it. */
const FIRST_SWEEP_ENTRIES = 1024;

/**
 * A map whose entries expire and whose size is bounded. It never drops a live entry to make room: a forgotten nonce or counter
 * would be a way round the rule it stands for.
 * @param maxEntries live entries at most
 */
export function createExpiringMap(clock: Clock, maxEntries: number): ExpiringMap {
  const entries = new Map<string, Entry>();
  let sweepAtEntries = Math.min(FIRST_SWEEP_ENTRIES, maxEntries);
  let earliestExpiryMs = 0;

  /** Doubling the threshold makes the cost of sweeping constant per write; a map full of live entries is not swept again in vain. */
  function makeRoom(): void {
    const nowMs = clock.now();
    if (entries.size < sweepAtEntries || nowMs < earliestExpiryMs) return;
    earliestExpiryMs = Infinity;
    for (const [key, { expiresAtMs }] of entries) {
      if (expiresAtMs <= nowMs) entries.delete(key);
      else earliestExpiryMs = Math.min(earliestExpiryMs, expiresAtMs);
    }
    sweepAtEntries = Math.min(Math.max(FIRST_SWEEP_ENTRIES, entries.size * 2), maxEntries);
  }

  function find(key: string): Entry | undefined {
    const entry = entries.get(key);
    return entry !== undefined && entry.expiresAtMs > clock.now() ? entry : undefined;
  }

  return {
    find,
    put(key, value, ttlMs) {
      if (!entries.has(key)) {
        makeRoom();
        if (entries.size >= maxEntries) throw new Error('the in-process state is full');
      }
      const expiresAtMs = clock.now() + ttlMs;
      earliestExpiryMs = Math.min(earliestExpiryMs, expiresAtMs);
      entries.set(key, { value, expiresAtMs });
    },
    remove: (key) => void entries.delete(key),
    clear: () => {
      entries.clear();
    },
  };
}
