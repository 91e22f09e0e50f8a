/** How something is added up. */
export interface Countable<Value> {
  /** @returns how much it counts, for what is not kept */
  readonly amount: (value: Value) => number;
  /** Adds `more` to what is kept; it is changed in place, because this runs with every request. */
  readonly add: (kept: Value, more: Value) => void;
}

/** How many keys are kept. */
export interface KeyLimits {
  readonly together: number;
  /** So that a flood of one client hides no other. */
  readonly ofOneClient: number;
}

/** Counts by key, so many keys and no more. */
export interface BufferedCounts<Value> {
  /** @param value kept, and changed from then on, when it is the first of its key */
  add(key: string, value: Value): void;
  /** @returns what is kept under a key, to be changed in place */
  find(key: string): Value | undefined;
  /** Whether one more key of a client would be kept. */
  hasRoom(client: string): boolean;
  /** @returns all of it; nothing is left */
  take(): ReadonlyMap<string, Value>;
  readonly size: number;
}

/** @param onLost told how much was not counted because there are too many keys */
export function createBufferedCounts<Value extends { readonly client: string }>(
  limits: KeyLimits,
  { amount, add }: Countable<Value>,
  onLost: (amount: number) => void,
): BufferedCounts<Value> {
  let counts = new Map<string, Value>();
  let keysOf = new Map<string, number>();
  const hasRoom = (client: string): boolean =>
    counts.size < limits.together && (keysOf.get(client) ?? 0) < limits.ofOneClient;
  return {
    add: (key, value) => {
      const kept = counts.get(key);
      if (kept !== undefined) add(kept, value);
      else if (hasRoom(value.client)) {
        counts.set(key, value);
        keysOf.set(value.client, (keysOf.get(value.client) ?? 0) + 1);
      } else onLost(amount(value));
    },
    find: (key) => counts.get(key),
    hasRoom,
    take: () => {
      const taken = counts;
      counts = new Map();
      keysOf = new Map();
      return taken;
    },
    get size() {
      return counts.size;
    },
  };
}
