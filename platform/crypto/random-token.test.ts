import { describe, expect, test } from '@jest/globals';
import { createToken, hashToken } from './random-token.ts';

describe('a random token', () => {
  test('has 256 bits in base64url and never repeats', () => {
    const tokens = Array.from({ length: 1000 }, () => createToken());
    expect(new Set(tokens).size).toBe(tokens.length);
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  test('has the size asked for, but never less than 128 bits', () => {
    expect(Buffer.from(createToken(16), 'base64url')).toHaveLength(16);
    for (const bytes of [0, 8, 15, 16.5, Number.NaN]) expect(() => createToken(bytes)).toThrow(RangeError);
  });

  test('is stored as the SHA-256 of its text', () => {
    expect(hashToken('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
