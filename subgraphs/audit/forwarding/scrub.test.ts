import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scrub } from './scrub.ts';

const CANARY = 'canary-4711';
const SECRETS = [
  ...['password', 'passphrase', 'secret', 'token', 'tokenHash', 'accessToken', 'refreshToken', 'idToken'],
  ...['authorization', 'cookie', 'codeHash', 'encryptedContent', 'encrypted', 'detail'],
];

describe('[R-118] scrubbing before forwarding', () => {
  test.each(SECRETS)('nothing under %s is left, at any depth, in any spelling', (name) => {
    const spellings = [name, name.toUpperCase(), name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
    for (const key of spellings) {
      const secret = { [key]: { value: CANARY } };
      const fields = { ...secret, one: { two: secret }, list: [secret, [secret]] };
      expect(JSON.stringify(scrub(fields))).not.toContain(CANARY);
    }
  });

  test('what is no secret stays as it is', () => {
    const fields = { index: 3, action: 'vault.person.create', ref: null, ok: true, list: [1, 'two', { three: 3 }] };
    expect(scrub(fields)).toEqual(fields);
  });

  test('what is too large is replaced by its size', () => {
    const note = 'x'.repeat(3_000);
    expect(scrub({ note, list: [note], kept: 'y' })).toEqual({
      note: { _truncated: true, _originalSize: 3_002 },
      list: { _truncated: true, _originalSize: 3_004 },
      kept: 'y',
    });
  });

  test('what is too deep is cut', () => {
    expect(JSON.stringify(scrub({ a: { b: { c: { d: { e: CANARY } } } } }))).not.toContain(CANARY);
  });

  test('no secret-bearing key keeps its value, whatever stands around it', () => {
    const place = fc.array(fc.constantFrom('a', 'b', 0), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...SECRETS), place, fc.jsonValue(), (name, path, beside) => {
        const nested = path.reduce<unknown>((inner, step) => (step === 0 ? [inner, beside] : { [step]: inner }), {
          [name]: CANARY,
        });
        expect(JSON.stringify(scrub({ nested }))).not.toContain(CANARY);
      }),
    );
  });
});
