/** Chooses by a seed, so that a run can be repeated as far as processes allow. */
export interface Random {
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** @throws Error when there is nothing to choose from */
  pick<Item>(items: readonly Item[]): Item;
  /** Numbers of its own, whatever else is chosen from this one meanwhile. */
  fork(): Random;
}

const MODULUS = 2 ** 32;

/** Mulberry32: not for secrets. @param seed whole number from 0 to 2^32 - 1 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const between = (least: number, most: number): number => least + Math.floor((next() / MODULUS) * (most - least + 1));
  return {
    between,
    pick: (items) => {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new Error('there is nothing to choose from');
      return item;
    },
    fork: () => createRandom(next()),
  };
}
