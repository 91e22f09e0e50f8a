import { expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { createExpiringMap } from './expiring-map.ts';
import { createInProcessState } from './in-process-state.ts';
import { createNonceStore } from './nonce-store.ts';
import { describeSharedStateContract } from './testing/shared-state-contract.ts';

describeSharedStateContract('in process', () => {
  const clock = createManualClock(1_790_000_000_000);
  const state = createInProcessState({ clock });
  return Promise.resolve({
    state,
    elapse: (seconds) => Promise.resolve(clock.advance(seconds * 1000)),
    dispose: () => state.close(),
  });
});

test('a full state refuses new entries instead of forgetting a live one, and has room again when they expire', async () => {
  const clock = createManualClock(0);
  const state = createInProcessState({ clock, maxEntries: 3 });
  await state.setIfAbsent('a', 10);
  await state.increment('b', 20);
  await state.set('c', 'x', 20);
  await expect(state.setIfAbsent('d', 10)).rejects.toThrow(/full/);
  expect(await state.setIfAbsent('a', 10)).toBe(false);
  expect(await state.increment('b', 20)).toBe(2);
  await state.set('c', 'y', 20);
  clock.advance(10_000);
  expect(await state.setIfAbsent('d', 10)).toBe(true);
  await expect(state.setIfAbsent('e', 10)).rejects.toThrow(/full/);
});

test('expired entries do not pile up', () => {
  const clock = createManualClock(0);
  const map = createExpiringMap(clock, 2000);
  for (let index = 0; index < 100_000; index += 1) {
    map.put(`k${String(index)}`, '1', 1000);
    clock.advance(1);
  }
  expect(map.find('k99999')).toBeDefined();
  expect(map.find('k98000')).toBeUndefined();
});

test('a nonce can be claimed once in its lifetime', async () => {
  const clock = createManualClock(0);
  const nonces = createNonceStore(createInProcessState({ clock }));
  expect(await nonces.claim('gateway.vault.1:abc', 62)).toBe(true);
  expect(await nonces.claim('gateway.vault.1:abc', 62)).toBe(false);
  expect(await nonces.claim('case.vault.1:abc', 62)).toBe(true);
});

test('a bucket fills up evenly', async () => {
  const clock = createManualClock(0);
  const state = createInProcessState({ clock });
  const bucket = { key: 'b', capacity: 10, refillSeconds: 60, amount: 10 };
  await state.takeTokens([bucket]);
  clock.advance(30_000);
  expect(await state.takeTokens([{ ...bucket, amount: 6 }])).toEqual({ taken: false, remaining: [5] });
  clock.advance(6_000);
  expect(await state.takeTokens([{ ...bucket, amount: 6 }])).toEqual({ taken: true, remaining: [0] });
});

test('a full state refuses new buckets instead of filling up an empty one', async () => {
  const state = createInProcessState({ clock: createManualClock(0), maxEntries: 1 });
  const bucket = { key: 'a', capacity: 1, refillSeconds: 60, amount: 1 };
  await state.takeTokens([bucket]);
  await expect(state.takeTokens([{ ...bucket, key: 'b' }])).rejects.toThrow(/full/);
  expect((await state.takeTokens([bucket])).taken).toBe(false);
});
