import { describe, expect, test } from '@jest/globals';
import { formatForwardedKey, parseClientKey, parseForwardedKey } from './forwarded-key.ts';

const KEY = '8e03978e-40d5-43dd-bc93-6894a57f9324';
const refusal = expect.objectContaining({ code: 'BAD_REQUEST' });

describe('the key of a client', () => {
  test.each([
    ['absent', undefined, undefined],
    ['bare', KEY, KEY],
    ['a structured-field string', `"${KEY}"`, KEY],
    ['the shortest', 'a'.repeat(16), 'a'.repeat(16)],
    ['the longest', '_-'.repeat(32), '_-'.repeat(32)],
  ])('%s', (_case, header, key) => {
    expect(parseClientKey(header)).toBe(key);
  });

  test.each([
    '',
    'a'.repeat(15),
    'a'.repeat(65),
    `"${KEY}`,
    `${KEY}"`,
    `'${KEY}'`,
    `${KEY}.hash`,
    `${KEY}, ${KEY}`,
    `${KEY};a=1`,
    `${KEY}\n`,
    'with spaces in the text',
    'kéy-with-a-letter-too-many',
  ])('%j is refused', (header) => {
    expect(() => parseClientKey(header)).toThrow(refusal);
  });

  test('given twice is refused', () => {
    expect(() => parseClientKey([KEY, KEY])).toThrow(refusal);
  });
});

describe('what is forwarded', () => {
  const forwarded = { key: KEY, requestHash: 'h'.repeat(43) };

  test('is read as it was written', () => {
    expect(parseForwardedKey(formatForwardedKey(forwarded))).toEqual(forwarded);
    expect(parseForwardedKey(undefined)).toBeUndefined();
  });

  test.each([KEY, `${KEY}.`, `.${'h'.repeat(43)}`, `${KEY}.${'h'.repeat(42)}`, `${KEY}.${'h'.repeat(43)}.x`])(
    '%j is refused',
    (header) => {
      expect(() => parseForwardedKey(header)).toThrow(refusal);
    },
  );
});
