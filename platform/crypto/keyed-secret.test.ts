import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { holdKey, isSealedWithKey, openWithKey, sealWithKey } from './keyed-secret.ts';

const key = holdKey(randomBytes(32));
const invalid = expect.objectContaining({ code: 'CIPHERTEXT_INVALID' });

describe('a secret under a shared key', () => {
  test('[R-080] opens to what was sealed, for any bytes and any context', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, context) => {
        const text = sealWithKey(key, bytes, context);
        expect(isSealedWithKey(text)).toBe(true);
        expect([...openWithKey(key, text, context)]).toEqual([...bytes]);
      }),
    );
  });

  test('[R-080] of the same value is another text each time', () => {
    const value = randomBytes(20);
    expect(sealWithKey(key, value, 'a')).not.toBe(sealWithKey(key, value, 'a'));
  });

  test('[R-080] with another key, another context, or any character changed is refused', () => {
    const text = sealWithKey(key, randomBytes(20), 'a');
    expect(() => openWithKey(holdKey(randomBytes(32)), text, 'a')).toThrow(invalid);
    expect(() => openWithKey(key, text, 'b')).toThrow(invalid);
    for (let at = 0; at < text.length; at += 1) {
      for (const replacement of ['A', 'B', '_', '.', '=', ' ']) {
        if (text[at] === replacement) continue;
        expect(() => openWithKey(key, text.slice(0, at) + replacement + text.slice(at + 1), 'a')).toThrow(invalid);
      }
    }
  });

  test('[R-080] cut short or with something added is refused', () => {
    const text = sealWithKey(key, randomBytes(20), 'a');
    for (let length = 0; length < text.length; length += 1)
      expect(() => openWithKey(key, text.slice(0, length), 'a')).toThrow(invalid);
    for (const more of ['A', '.', '=', '\n', '.AAAA'])
      expect(() => openWithKey(key, text + more, 'a')).toThrow(invalid);
  });

  test('a key has 32 bytes', () => {
    expect(() => holdKey(randomBytes(31))).toThrow(RangeError);
  });
});
