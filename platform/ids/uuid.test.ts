import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { derivedId, isId, newId } from './uuid.ts';

const LAST_MOMENT = 2 ** 48 - 1;

describe('a new id', () => {
  test('is a UUIDv7 that begins with its time (RFC 9562 section 5.7)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LAST_MOMENT }), (nowMs) => {
        const id = newId(nowMs);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(nowMs);
        expect(isId(id)).toBe(true);
      }),
    );
  });

  test('sorts by time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LAST_MOMENT - 1 }), (nowMs) => {
        expect(newId(nowMs) < newId(nowMs + 1)).toBe(true);
      }),
    );
  });

  test('never repeats within a moment', () => {
    expect(new Set(Array.from({ length: 10_000 }, () => newId(0))).size).toBe(10_000);
  });

  test.each([-1, LAST_MOMENT + 1, Number.NaN, Number.POSITIVE_INFINITY])(
    'of the impossible moment %s is a fault',
    (nowMs) => {
      expect(() => newId(nowMs)).toThrow(RangeError);
    },
  );
});

describe('a derived id', () => {
  test('is a UUIDv8 and a function of its parts, in their order and division', () => {
    expect(derivedId('a', 'b')).toBe(derivedId('a', 'b'));
    const others = [derivedId('b', 'a'), derivedId('ab'), derivedId('a', 'b', ''), derivedId('a"', ',"b'), derivedId()];
    expect(new Set([...others, derivedId('a', 'b')]).size).toBe(6);
    expect(derivedId('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab]/);
  });
});

test.each([
  '',
  'x',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '0190A000-0000-7000-8000-000000000000',
  '{0190a000-0000-7000-8000-000000000000}',
  '0190a00000007000800000000000000000',
  '0190a000-0000-7000-8000-000000000000\n',
  ' 0190a000-0000-7000-8000-000000000000',
  '0190a000-0000-9000-8000-000000000000',
  '0190a000-0000-7000-c000-000000000000',
  7,
  null,
  undefined,
  ['0190a000-0000-7000-8000-000000000000'],
])('%p is not an id', (value) => {
  expect(isId(value)).toBe(false);
});
