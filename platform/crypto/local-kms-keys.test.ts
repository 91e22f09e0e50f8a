import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { parseLocalKmsKeys } from './local-kms-keys.ts';
import { createLocalKms } from './local-kms.ts';

const newKey = (): string => randomBytes(32).toString('base64');

describe('the local master keys of the configuration', () => {
  test('[R-080] are read in their order and fit the key management', () => {
    const [one, two] = [newKey(), newKey()];
    const keys = parseLocalKmsKeys(
      JSON.stringify([
        { id: '2026-11', key: one },
        { id: '2025-03', key: two, disabled: true },
      ]),
    );
    expect(keys).toEqual([
      { id: '2026-11', key: Buffer.from(one, 'base64') },
      { id: '2025-03', key: Buffer.from(two, 'base64'), disabled: true },
    ]);
    expect(() => createLocalKms({ masterKeys: keys })).not.toThrow();
  });

  const key = newKey();
  const refused: readonly (readonly [string, string])[] = [
    ['text that is not JSON', '[{'],
    ['no list', '{}'],
    ['an empty list', '[]'],
    ['a key of 31 bytes', JSON.stringify([{ id: 'a', key: randomBytes(31).toString('base64') }])],
    ['a key of 33 bytes', JSON.stringify([{ id: 'a', key: randomBytes(33).toString('base64') }])],
    ['a key in hex', JSON.stringify([{ id: 'a', key: randomBytes(32).toString('hex') }])],
    ['a key of zeros', JSON.stringify([{ id: 'a', key: Buffer.alloc(32).toString('base64') }])],
    ['an id with a space', JSON.stringify([{ id: 'a b', key }])],
    ['an unknown member', JSON.stringify([{ id: 'a', key, algorithm: 'none' }])],
    [
      'the same id twice',
      JSON.stringify([
        { id: 'a', key },
        { id: 'a', key: newKey() },
      ]),
    ],
    [
      'a disabled first key',
      JSON.stringify([
        { id: 'a', key, disabled: true },
        { id: 'b', key: newKey() },
      ]),
    ],
  ];
  test.each(refused)('[R-080] refuse %s', (_what, json) => {
    expect(() => parseLocalKmsKeys(json)).toThrow(TypeError);
  });

  test('never echo a key in what is wrong with them', () => {
    expect(() =>
      parseLocalKmsKeys(
        JSON.stringify([
          { id: 'a b', key },
          { id: 'b', key: `${key}x` },
        ]),
      ),
    ).toThrow(expect.objectContaining({ message: expect.not.stringContaining(key.slice(0, 20)) }));
  });
});
