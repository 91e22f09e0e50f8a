import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { signManifest } from './sign-manifest.ts';
import { generateSigningKey, keyName, publicPart, readPrivateKey, readPublicKey, writeKeyFile } from './signing-key.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lifeready-keys-'));
});
afterAll(() => rm(folder, { recursive: true }));

const jwkOf = (publicKey: string) => ({ kty: 'OKP', crv: 'Ed25519', x: publicKey });

describe('a key that signs manifests', () => {
  test('is named by its thumbprint, as another implementation computes it (RFC 7638)', async () => {
    const { kid, publicKey } = generateSigningKey('partner');
    expect(kid).toBe(await calculateJwkThumbprint(jwkOf(publicKey)));
    // RFC 8037, appendix A.3.
    expect(keyName('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo')).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  test('is kept in a file of its owner alone, which is never replaced', async () => {
    const key = generateSigningKey('partner');
    const file = path.join(folder, 'private');
    await writeKeyFile(file, key);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readPrivateKey(file)).toEqual(key);
    await expect(writeKeyFile(file, generateSigningKey('partner'))).rejects.toThrow('cannot be written');
    expect(await readPrivateKey(file)).toEqual(key);
  });

  test('has a public part without a secret', async () => {
    const key = generateSigningKey('partner');
    const file = path.join(folder, 'public');
    await writeKeyFile(file, publicPart(key));
    expect(await readFile(file, 'utf8')).not.toContain(key.privateKey);
    expect(await readPublicKey(file)).toEqual(publicPart(key));
    await expect(readPrivateKey(file)).rejects.toThrow('is not a private key');
  });

  test('under the name of another one is refused', async () => {
    const file = path.join(folder, 'renamed');
    await writeKeyFile(file, { ...generateSigningKey('partner'), kid: generateSigningKey('partner').kid });
    await expect(readPrivateKey(file)).rejects.toThrow('names a key that it does not hold');
  });
});

describe('a signed manifest', () => {
  const content = {
    client: 'partner',
    notBefore: '2027-01-01T00:00:00.000Z',
    expires: '2027-02-01T00:00:00.000Z',
    manifest: { a: 'é' },
  };

  test('is what another implementation verifies, under a type of its own (RFC 7515)', async () => {
    const key = generateSigningKey('partner');
    const { payload, protectedHeader } = await compactVerify(
      signManifest(content, key),
      await importJWK(jwkOf(key.publicKey), 'Ed25519'),
    );
    expect(protectedHeader).toEqual({ alg: 'Ed25519', kid: key.kid, typ: 'lifeready-manifest+jws' });
    expect(JSON.parse(Buffer.from(payload).toString('utf8'))).toEqual(content);
  });

  test('is of no other key, and of no other content', async () => {
    const [key, other] = [generateSigningKey('partner'), generateSigningKey('partner')];
    const jws = signManifest(content, key);
    const [header = '', , signature = ''] = jws.split('.');
    const changed = Buffer.from(JSON.stringify({ ...content, client: 'other' })).toString('base64url');
    await expect(compactVerify(jws, await importJWK(jwkOf(other.publicKey), 'Ed25519'))).rejects.toThrow();
    await expect(
      compactVerify(`${header}.${changed}.${signature}`, await importJWK(jwkOf(key.publicKey), 'Ed25519')),
    ).rejects.toThrow();
  });
});
