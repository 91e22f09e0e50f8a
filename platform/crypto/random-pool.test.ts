import { expect, test } from '@jest/globals';
import { pooledRandomBytes } from './random-pool.ts';

test('no two pieces of the pool are the same, across many fillings of it', () => {
  const seen = new Set(Array.from({ length: 5_000 }, () => pooledRandomBytes(16).toString('hex')));
  expect(seen.size).toBe(5_000);
});

test('a piece is nobody else’s: what is written to it or taken later does not change another one', () => {
  const first = pooledRandomBytes(32);
  const copy = Buffer.from(first);
  for (let count = 0; count < 1_000; count += 1) pooledRandomBytes(32).fill(7);
  expect(first).toEqual(copy);
  expect(first.equals(Buffer.alloc(32))).toBe(false);
});

test.each([1, 12, 32, 1_024])('%i bytes are as many', (byteSize) => {
  expect(pooledRandomBytes(byteSize)).toHaveLength(byteSize);
});

test('the pool is not for long keys', () => {
  expect(() => pooledRandomBytes(1_025)).toThrow(RangeError);
});
