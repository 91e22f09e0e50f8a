import { describe, expect, test } from '@jest/globals';
import { createPasswords } from './passwords.ts';
import type { WorkSlots } from './work-slots.ts';

const PARAMETERS = { memoryKib: 64, timeCost: 1, parallelism: 1 };

function countingSlots(): WorkSlots & { readonly runs: () => number } {
  let runs = 0;
  return {
    runs: () => runs,
    run: (work) => {
      runs += 1;
      return work();
    },
  };
}

describe('passwords', () => {
  test('[R-012] the encoded hash shows Argon2id and its parameters', async () => {
    const passwords = await createPasswords(PARAMETERS, countingSlots());
    const hash = await passwords.hash('a password of nobody');
    expect(hash).toMatch(/^\$argon2id\$v=19\$/);
    expect(hash.split('$')[3]?.split(',').sort()).toEqual(['m=64', 'p=1', 't=1']);
    expect(passwords.isWeak(hash)).toBe(false);
  });

  test('two hashes of one password differ, and both verify', async () => {
    const passwords = await createPasswords(PARAMETERS, countingSlots());
    const [a, b] = [await passwords.hash('a password of nobody'), await passwords.hash('a password of nobody')];
    expect(a).not.toBe(b);
    expect(await passwords.verify(a, 'a password of nobody')).toBe(true);
    expect(await passwords.verify(b, 'a password of nobody')).toBe(true);
    expect(await passwords.verify(a, 'a password of nobody ')).toBe(false);
  });

  test('[R-024] for somebody unknown the same work is done, and the answer is no', async () => {
    const slots = countingSlots();
    const passwords = await createPasswords(PARAMETERS, slots);
    const known = await passwords.hash('x');
    const before = slots.runs();
    await passwords.verify(known, 'y');
    const forKnown = slots.runs() - before;
    expect(await passwords.verify(undefined, 'y')).toBe(false);
    expect(slots.runs() - before - forKnown).toBe(forKnown);
  });
});
