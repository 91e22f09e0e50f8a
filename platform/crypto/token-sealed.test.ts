import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createToken } from './random-token.ts';
import { openUnderToken, sealUnderToken } from './token-sealed.ts';

const token = createToken();
const context = { row: '1', owner: 'somebody' };
const invalid = expect.objectContaining({ code: 'CIPHERTEXT_INVALID' });

describe('a value sealed under a token', () => {
  test('opens with the token and the context, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (plaintext) => {
        expect(openUnderToken(token, sealUnderToken(token, plaintext, context), context)).toEqual(
          Buffer.from(plaintext),
        );
      }),
    );
  });

  test('is another one each time', () => {
    const plaintext = Buffer.from('text');
    expect(sealUnderToken(token, plaintext, context)).not.toEqual(sealUnderToken(token, plaintext, context));
  });

  test.each([
    ['another token', createToken(), context],
    ['another context', token, { ...context, row: '2' }],
    ['less context', token, { row: '1' }],
  ])('does not open with %s', (_case, otherToken, otherContext) => {
    const sealed = sealUnderToken(token, Buffer.from('text'), context);
    expect(() => openUnderToken(otherToken, sealed, otherContext)).toThrow(invalid);
  });

  test('does not open when any bit of it was changed, or when it was cut off', () => {
    const sealed = sealUnderToken(token, Buffer.from('text'), context);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => openUnderToken(token, changed, context)).toThrow(invalid);
    }
    for (let length = 0; length < sealed.length; length += 1)
      expect(() => openUnderToken(token, sealed.subarray(0, length), context)).toThrow(invalid);
  });
});
