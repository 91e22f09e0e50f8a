import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { equalConstantTime } from './constant-time.ts';

describe('equality in constant time', () => {
  test('says the same as ordinary equality, for strings and bytes of any length', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(equalConstantTime(a, b)).toBe(a === b);
        expect(equalConstantTime(a, a)).toBe(true);
        expect(equalConstantTime(Buffer.from(a), Buffer.from(b))).toBe(a === b);
      }),
    );
  });

  test('compares a string with bytes as UTF-8', () => {
    expect(equalConstantTime('naïve', Buffer.from('naïve', 'utf8'))).toBe(true);
    expect(equalConstantTime('naïve', Buffer.from('naïve', 'latin1'))).toBe(false);
  });

  test('tells a value from its own beginning', () => {
    expect(equalConstantTime('token', 'token\0')).toBe(false);
    expect(equalConstantTime('', 'a')).toBe(false);
  });
});
