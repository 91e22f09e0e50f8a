import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sha256 } from './hashing.ts';
import { createNoteVerifier, parseVerifierKey } from './verifier-key.ts';
import { createNoteSigner } from './note-signer.ts';
import { refusal } from './testing/keys.ts';

/** Public vectors: two keys of the Go note package, one of a witness on the public network. */
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const ENOCH = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const PLUS_IN_BASE64 = 'TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6';
const WITNESS = 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2';

/** A vkey whose key id fits its parts, whatever the type and the key are. */
function rawVkey(name: string, type: number, key: Buffer): string {
  const typedKey = Buffer.concat([Buffer.of(type), key]);
  const keyId = sha256(Buffer.concat([Buffer.from(`${name}\n`), typedKey])).toString('hex', 0, 4);
  return `${name}+${keyId}+${typedKey.toString('base64')}`;
}

describe('verifier keys', () => {
  test.each([
    [PETER, 'PeterNeumann', 'c74f20a3', 'note'],
    [ENOCH, 'EnochRoot', 'af0cfe78', 'note'],
    [PLUS_IN_BASE64, 'TEST', '7997405c', 'note'],
    [WITNESS, 'remora.n621.de', 'da77ade7', 'cosignature'],
  ])('reads the published key %s', (vkey, name, keyId, type) => {
    expect(parseVerifierKey(vkey)).toMatchObject({ name, keyId, type, vkey });
  });

  test('every key survives being written and read, also when its base64 has plus signs', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(bytes, fc.constantFrom('note' as const, 'cosignature' as const), (publicKey, type) => {
        const { vkey } = createNoteVerifier({ name: 'example.org/log', type, publicKey });
        expect(parseVerifierKey(vkey)).toMatchObject({ type, vkey, publicKey: Buffer.from(publicKey) });
      }),
    );
    expect(parseVerifierKey(rawVkey('x', 1, Buffer.alloc(32, 0xfb))).vkey).toMatch(/\+.*\+.*\+/);
  });

  test('every part of a key, and every key with one character changed, is refused', () => {
    for (let from = 0; from < PETER.length; from += 1) {
      for (let to = from; to <= PETER.length; to += 1) {
        if (to - from === PETER.length) continue;
        expect(refusal(() => parseVerifierKey(PETER.slice(from, to)))).not.toBe('accepted');
      }
    }
    for (let at = 0; at < PETER.length; at += 1) {
      const changed = PETER.slice(0, at) + String.fromCharCode(PETER.charCodeAt(at) + 1) + PETER.slice(at + 1);
      expect(refusal(() => parseVerifierKey(changed))).not.toBe('accepted');
    }
  });

  test('other key types are refused as such, wrong lengths as malformed', () => {
    for (const type of [0x00, 0x02, 0x05, 0x06, 0xff]) {
      expect(refusal(() => parseVerifierKey(rawVkey('x', type, Buffer.alloc(32))))).toBe('unsupported_key_type');
    }
    expect(refusal(() => parseVerifierKey(rawVkey('x', 1, Buffer.alloc(31))))).toBe('malformed_verifier_key');
    expect(refusal(() => parseVerifierKey(rawVkey('x', 1, Buffer.alloc(33))))).toBe('malformed_verifier_key');
    expect(refusal(() => parseVerifierKey('x+00000000+'))).toBe('malformed_verifier_key');
  });

  test.each([
    [''],
    ['with space'],
    ['a+b'],
    ['no\u00a0break'],
    ['next\u0085line'],
    ['ideographic\u3000space'],
    ['line\u2028separator'],
    ['tab\t'],
    ['bell\u0007'],
    ['\ud800'],
    ['x'.repeat(256)],
  ])('the key name %j is refused', (name) => {
    expect(refusal(() => createNoteVerifier({ name, type: 'note', publicKey: Buffer.alloc(32) }))).toBe(
      'malformed_key_name',
    );
    expect(refusal(() => createNoteSigner({ name, seed: Buffer.alloc(32, 1) }))).toBe('malformed_key_name');
  });

  test('a seed of another length than 32 bytes is refused', () => {
    expect(refusal(() => createNoteSigner({ name: 'x', seed: Buffer.alloc(31) }))).toBe('malformed_seed');
    expect(refusal(() => createNoteSigner({ name: 'x', seed: Buffer.alloc(64) }))).toBe('malformed_seed');
  });
});
