import fc from 'fast-check';

/** Chooses a whole number from 0 up to, and without, `count`; 0 is the simplest choice. */
export type Choose = (count: number) => number;

const MAX_CHOICES = 300;

/** A tape of choices, so that a failing example shrinks to a simple one: what is not on the tape is 0. */
export const choices: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(0xffff), {
  minLength: 20,
  maxLength: MAX_CHOICES,
  size: 'max',
});

export function chooseBy(tape: readonly number[]): Choose {
  let next = 0;
  return (count) => {
    const choice = (tape[next] ?? 0) % Math.max(1, count);
    next += 1;
    return choice;
  };
}

/** One of several. @throws Error when there is none */
export function oneOf<T>(choose: Choose, from: readonly T[]): T {
  const chosen = from[choose(from.length)];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
}

/** A whole number that depends on nothing but the text (FNV-1a, then mixed so that near texts are far apart). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
