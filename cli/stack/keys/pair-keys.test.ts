import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { generateServiceKey, type ServiceKeyEntry } from '#platform/signing';

import { activateKey, addKey, generationOf, mergePairKeys, retireKeys, rotationState } from './pair-keys.ts';

const key = (generation: number): ServiceKeyEntry => generateServiceKey('gateway', 'vault', generation);
const [first, second, third] = [key(1), key(2), key(3)];
const STEPS = {
  add: (keys: readonly ServiceKeyEntry[]) => addKey(keys, key),
  activate: activateKey,
  retire: (keys: readonly ServiceKeyEntry[]) => (rotationState(keys) === 'added' ? keys : retireKeys(keys)),
};
const steps = fc.array(fc.constantFrom(...(['add', 'activate', 'retire'] as const)), { maxLength: 12 });

describe('the keys of a pair', () => {
  test('are settled, then added to, then the new one signs, then it is alone', () => {
    const added = addKey([first], key);
    expect(added.map(generationOf)).toEqual([1, 2]);
    const activated = activateKey(added);
    expect(activated.map(generationOf)).toEqual([2, 1]);
    const settled = retireKeys(activated);
    expect(settled.map(generationOf)).toEqual([2]);
    expect([[first], added, activated, settled].map(rotationState)).toEqual([
      'settled',
      'added',
      'activated',
      'settled',
    ]);
  });

  test('do not change when a step is taken twice', () => {
    const added = addKey([first], key);
    expect(addKey(added, key)).toBe(added);
    expect(activateKey(activateKey(added))).toEqual(activateKey(added));
  });

  test('never get an id again that is still accepted, and the one that signs is accepted, whatever steps are taken', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        let keys: readonly ServiceKeyEntry[] = [first];
        for (const step of taken) {
          const before = keys;
          keys = STEPS[step](keys);
          expect(keys.length).toBeGreaterThan(0);
          expect(new Set(keys.map(({ id }) => id)).size).toBe(keys.length);
          // Who signs with what it has taken up so far is not refused by a callee that has taken up this step.
          expect(step === 'retire' || keys.includes(before[0] ?? first)).toBe(true);
          // Who signs with this step already is not refused by a callee that has the step before, but for a key added just now.
          if (step === 'activate') expect(before).toContain(keys[0]);
        }
      }),
    );
  });

  test('that two files hold come together, in the order of the caller', () => {
    expect(mergePairKeys([second, first], [first, second])).toEqual([second, first]);
    expect(mergePairKeys([first], [first, second])).toEqual([first, second]);
    expect(mergePairKeys([], [first])).toEqual([first]);
  });

  test('with a name of somebody else are older than ours', () => {
    expect(generationOf({ id: 'made-by-hand' })).toBe(0);
    expect(rotationState([{ ...first, id: 'made-by-hand' }, third])).toBe('added');
  });
});
