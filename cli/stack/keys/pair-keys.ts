import type { ServiceKeyEntry } from '#platform/signing';

/**
 * The keys of one caller and callee, the signing one first.
 * settled: one key; added: a newer one waits behind it; activated: the newer one signs, the old one is still accepted.
 */
export type RotationState = 'settled' | 'added' | 'activated';

/** A step of a rotation. Each can be repeated and changes nothing the second time. */
export type RotationStep = 'add' | 'activate' | 'retire';

/** Last part of our key ids: `gateway.vault.3`. */
const GENERATION = /\.(\d{1,9})$/;

/** @returns how new a key is; 0 for one that somebody named otherwise */
export function generationOf({ id }: Pick<ServiceKeyEntry, 'id'>): number {
  return Number(GENERATION.exec(id)?.[1] ?? 0);
}

/**
 * What the two files of a pair hold together.
 *
 * @param callers keys of the pair in the caller's file: their order says which one signs
 * @param callees those in the callee's file; one that is there alone was being added when somebody stopped
 * @returns each key once
 */
export function mergePairKeys(
  callers: readonly ServiceKeyEntry[],
  callees: readonly ServiceKeyEntry[],
): ServiceKeyEntry[] {
  const known = new Set(callers.map(({ id }) => id));
  return [...callers, ...callees.filter(({ id }) => !known.has(id))];
}

/** @param keys of one pair, the signing one first */
export function rotationState(keys: readonly ServiceKeyEntry[]): RotationState {
  if (keys.length < 2) return 'settled';
  return newest(keys) === keys[0] ? 'activated' : 'added';
}

/** @returns with a newer key at the end, unless one is there */
export function addKey(keys: readonly ServiceKeyEntry[], generate: (generation: number) => ServiceKeyEntry) {
  if (rotationState(keys) === 'added') return keys;
  return [...keys, generate(Math.max(0, ...keys.map(generationOf)) + 1)];
}

/** @returns with the newest key first */
export function activateKey(keys: readonly ServiceKeyEntry[]): readonly ServiceKeyEntry[] {
  const first = newest(keys);
  return first === undefined ? keys : [first, ...keys.filter((key) => key !== first)];
}

/** @returns the signing key alone */
export function retireKeys(keys: readonly ServiceKeyEntry[]): readonly ServiceKeyEntry[] {
  return keys.slice(0, 1);
}

function newest(keys: readonly ServiceKeyEntry[]): ServiceKeyEntry | undefined {
  return keys.reduce<ServiceKeyEntry | undefined>(
    (best, key) => (best === undefined || generationOf(key) > generationOf(best) ? key : best),
    undefined,
  );
}
