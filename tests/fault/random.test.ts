import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRandom } from './random.ts';

test('the same seed makes the same choices', () => {
  const choices = (seed: number): number[] => {
    const random = createRandom(seed);
    return Array.from({ length: 20 }, () => random.between(0, 1_000_000));
  };
  expect(choices(7)).toEqual(choices(7));
  expect(choices(7)).not.toEqual(choices(8));
});

test('numbers are within their bounds, and forks do not depend on what is chosen meanwhile', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(1_000), fc.nat(1_000), (seed, least, more) => {
      const random = createRandom(seed);
      const fork = random.fork();
      const value = random.between(least, least + more);
      expect(value).toBeGreaterThanOrEqual(least);
      expect(value).toBeLessThanOrEqual(least + more);
      expect(fork.between(0, 1_000_000)).toBe(createRandom(seed).fork().between(0, 1_000_000));
    }),
  );
});
