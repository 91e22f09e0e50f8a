import { describe, expect, test } from '@jest/globals';
import { generateTokenKeys } from '../../../cli/stack/keys/generate.ts';
import { createKeyRing, tokenKeysSchema } from './token-keys.ts';

const key = (status?: string): Record<string, string> => ({
  ...generateTokenKeys().keys[0],
  ...(status === undefined ? {} : { status }),
});

describe('[R-002] the key set', () => {
  test('holds the public members of every key and nothing else', async () => {
    const keys = [key('previous'), key('current'), key('next')];
    const ring = await createKeyRing(tokenKeysSchema.parse({ keys }));
    expect(ring.jwks.keys).toEqual(
      keys.map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid, use: 'sig', alg: 'Ed25519' })),
    );
    for (const { d } of keys) expect(JSON.stringify(ring.jwks)).not.toContain(d);
    expect(ring.kid).toBe(keys[1]?.['kid']);
  });

  test('the signing key cannot be exported or printed', async () => {
    const secret = key();
    const ring = await createKeyRing(tokenKeysSchema.parse({ keys: [secret] }));
    expect(ring.signingKey.extractable).toBe(false);
    expect(JSON.stringify(ring)).not.toContain(secret['d']);
    await expect(crypto.subtle.exportKey('jwk', ring.signingKey)).rejects.toThrow();
  });

  test.each([
    ['no current key', [key('next')]],
    ['two current keys', [key(), key('current')]],
    ['no key', []],
    ['a member that does not belong', [{ ...key(), p: 'x' }]],
    ['another curve', [{ ...key(), crv: 'X25519' }]],
    ['a public key', [{ ...key(), d: undefined }]],
  ])('a file with %s is refused, without its content', (_name, keys) => {
    const result = tokenKeysSchema.safeParse({ keys });
    expect(result.success).toBe(false);
    for (const { d } of keys) if (d !== undefined) expect(JSON.stringify(result.error?.issues)).not.toContain(d);
  });

  test('a key id that is not the thumbprint of its key is refused (RFC 7638)', async () => {
    await expect(createKeyRing(tokenKeysSchema.parse({ keys: [{ ...key(), kid: 'mine' }] }))).rejects.toThrow(
      'thumbprint',
    );
  });
});
