/** How something is added up. */
export interface Countable<Value> {
  /** @returns how much it counts, for what is not kept */
  readonly amount: (value: Value) => number;
  /** Adds `more` to what is kept; it is changed in place, because this runs with every request. */
  readonly add: (kept: Value, more: Value) => void;
}

/** Counts by key, so many keys and no more. */
export interface BufferedCounts<Value> {
  /** @param value kept, and changed from then on, when it is the first of its key */
  add(key: string, value: Value): void;
  /** @returns what is kept under a key, to be changed in place */
  find(key: string): Value | undefined;
  /** Whether one more key would be kept. */
  hasRoom(): boolean;
  /** @returns all of it; nothing is left */
  take(): ReadonlyMap<string, Value>;
  readonly size: number;
}

/** @param onLost told how much was not counted because there are too many keys */
export function createBufferedCounts<Value>(
  maxKeys: number,
  { amount, add }: Countable<Value>,
  onLost: (amount: number) => void,
): BufferedCounts<Value> {
  let counts = new Map<string, Value>();
  return {
    add: (key, value) => {
      const kept = counts.get(key);
      if (kept !== undefined) add(kept, value);
      else if (counts.size < maxKeys) counts.set(key, value);
      else onLost(amount(value));
    },
    find: (key) => counts.get(key),
    hasRoom: () => counts.size < maxKeys,
    take: () => {
      const taken = counts;
      counts = new Map();
      return taken;
    },
    get size() {
      return counts.size;
    },
  };
}
