/** Something that is added up under its key. */
export interface Countable<Self> {
  /** @returns how much it counts, for what is not kept */
  readonly amount: (one: Self) => number;
  /** @returns both together; of the first what does not add up */
  readonly plus: (one: Self, other: Self) => Self;
}

/** Counts by key, so many keys and no more. */
export interface BufferedCounts<Value> {
  add(key: string, value: Value): void;
  /** Whether one more of this key would begin a new line that is kept. */
  begins(key: string): boolean;
  /** @returns all of it; nothing is left */
  take(): ReadonlyMap<string, Value>;
  readonly size: number;
}

/** @param onLost told how much was not counted because there are too many keys */
export function createBufferedCounts<Value>(
  maxKeys: number,
  { amount, plus }: Countable<Value>,
  onLost: (amount: number) => void,
): BufferedCounts<Value> {
  let counts = new Map<string, Value>();
  return {
    add: (key, value) => {
      const there = counts.get(key);
      if (there !== undefined) counts.set(key, plus(there, value));
      else if (counts.size < maxKeys) counts.set(key, value);
      else onLost(amount(value));
    },
    begins: (key) => !counts.has(key) && counts.size < maxKeys,
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
