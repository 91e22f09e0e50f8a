import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createDecryptStream, encryptStreamWithSalt } from './chunked-encryption.ts';
import { encodeContext } from './encryption-context.ts';
import { createLocalKms } from './local-kms.ts';
import { openSecret } from './sealed-secret.ts';
import { transformed } from './testing/streams.ts';

// What is stored today must open for as long as it is stored. A red test here means a new format version is needed, not a new vector.
const key = Buffer.from(Uint8Array.from({ length: 32 }, (_, index) => index));
const plaintextOf = (size: number): Buffer => Buffer.from(Uint8Array.from({ length: size }, (_, index) => index % 251));

describe('chunked encryption', () => {
  // Made by another implementation, Cobblestone256Encryptor of the Python package cryptography 50, with the same key and context bytes.
  const context = { tenant: 't', document: 'd' };
  const whole = [
    [
      0,
      'ad9e273a781f6f0374d428ec2cfba5e52fe25fc63596585ba855614839511a3943d257a3fc01b058343c6fe915728d6a03c211ca14659f7c' +
        '538189bccb548ba3e775f08bff42138e',
    ],
    [
      11,
      '8a48abd0e35df054f1c7cab2c945ec991b0262f2fcec1c37458b0c3eda16e55143873c784413cf6d3b9826959ff952ff7104e405abe2a8cb' +
        'bd6a35e86c21f60045170949584935dc7d36498f99b6d220dac106',
    ],
  ] as const;
  const digests = [
    [
      16_384,
      '7ef26836f45858fdc32080fb66169fc255e7b929c4c1494f',
      'df2c7dafde5b02de822b8be404908a08f7891624a331f2edbfc2fe2ed9f19812',
    ],
    [
      20_480,
      'a9080574d3b81aa45a68176475131c84504b7764b0f6c48f',
      '864ed38206467408cc13a205d230bc1bfccdd4755d8188d19547cb1503652f19',
    ],
  ] as const;

  test.each(whole)('[R-081] of %i bytes matches the vector in both directions', async (size, vector) => {
    const ciphertext = Buffer.from(vector, 'hex');
    expect(await transformed(createDecryptStream({ key, context }), ciphertext)).toEqual(plaintextOf(size));
    expect(
      await transformed(encryptStreamWithSalt({ key, context }, ciphertext.subarray(0, 24)), plaintextOf(size)),
    ).toEqual(ciphertext);
  });

  test.each(digests)('[R-081] of %i bytes has the digest of the vector', async (size, salt, sha256) => {
    const ciphertext = await transformed(
      encryptStreamWithSalt({ key, context }, Buffer.from(salt, 'hex')),
      plaintextOf(size),
    );
    expect(createHash('sha256').update(ciphertext).digest('hex')).toBe(sha256);
  });
});

describe('key wrapping and sealed secrets', () => {
  const kms = createLocalKms({ masterKeys: [{ id: 'golden', key }] });
  const context = { tenant: 'tenant-1', principal: 'principal-1', purpose: 'totp' };

  test('[R-081] the context bytes are canonical JSON', () => {
    expect(encodeContext(context).toString()).toBe('{"principal":"principal-1","purpose":"totp","tenant":"tenant-1"}');
  });

  test('[R-081] a wrapped data key of version 1 unwraps', async () => {
    const wrapped = Buffer.from(
      '014e5245ebe8deb71dc943509a7b343ad2eececcb5232f4ee4ad18fd644f5e966f509568ad59d38a8cd8c0de80d5de0a769740cb9e9d6ebf5eab1dce52',
      'hex',
    );
    expect((await kms.unwrapDataKey({ keyId: 'golden', wrapped, context })).toString('hex')).toBe(
      '2403d577d2a2d6db8431f8de48a99f31529e2cd3976f3d7d1edd0b986f06efed',
    );
  });

  test('[R-081] a sealed secret of version 1 opens', async () => {
    const sealed =
      'lrs1.Z29sZGVu.AckD4kf4amc776wUAK2QFUrZ4k7rm_Z81S1fgZmErsx3dYntut3aG6Ai9hvYNMlbps9Ku-yjoZ8fQJnurg.BXZf0UoL9mWO3' +
      'w1n.nMKa_5u1KPUNSg3Mh6W8hpdMrTXq4ttu5SnasWSCIQ';
    expect((await openSecret(kms, sealed, context)).toString()).toBe('a shared secret');
  });
});
