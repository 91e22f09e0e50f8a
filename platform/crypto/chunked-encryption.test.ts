import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createDecryptStream, createEncryptStream } from './chunked-encryption.ts';
import { chunkNonce, ciphertextByteSize } from './chunked-format.ts';
import { patternBytes, transformed } from './testing/streams.ts';

const KIB_16 = 16 * 1024;
const context = { tenant: 'tenant-1', document: 'document-1', version: '1' };

describe('a chunked stream', () => {
  const sizes = [0, 1, 15, 16, 17, KIB_16 - 1, KIB_16, KIB_16 + 1, 2 * KIB_16, 3 * KIB_16, 3 * KIB_16 + 100];

  test.each(sizes)(
    '[R-080] of %i bytes comes back as it was and has the one possible ciphertext length',
    async (size) => {
      const key = randomBytes(32);
      const plaintext = patternBytes(size);
      const ciphertext = await transformed(createEncryptStream({ key, context }), plaintext);
      expect(ciphertext.length).toBe(ciphertextByteSize(size));
      expect(await transformed(createDecryptStream({ key, context }), ciphertext)).toEqual(plaintext);
    },
  );

  test('[R-080] of 5 MiB comes back as it was', async () => {
    const key = randomBytes(32);
    const plaintext = randomBytes(5 * 1024 * 1024);
    const ciphertext = await transformed(createEncryptStream({ key, context }), plaintext, 64 * 1024);
    const opened = await transformed(createDecryptStream({ key, context }), ciphertext, 64 * 1024);
    expect(opened.equals(plaintext)).toBe(true);
  });

  test('[R-080] does not depend on how the bytes are cut into pieces', async () => {
    const key = randomBytes(32);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 40_000 }),
        fc.integer({ min: 200, max: 40_000 }),
        async (size, pieceBytes) => {
          const plaintext = patternBytes(size);
          const ciphertext = await transformed(createEncryptStream({ key, context }), plaintext, pieceBytes);
          expect(
            (await transformed(createDecryptStream({ key, context }), ciphertext, pieceBytes)).equals(plaintext),
          ).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('[R-080] decrypts when it arrives byte by byte', async () => {
    const key = randomBytes(32);
    const ciphertext = await transformed(createEncryptStream({ key, context }), patternBytes(300));
    expect(await transformed(createDecryptStream({ key, context }), ciphertext, 1)).toEqual(patternBytes(300));
  });

  test('[R-080] does not mix with others that run at the same time under the same key', async () => {
    const key = randomBytes(32);
    const plaintexts = Array.from({ length: 12 }, (_, index) => randomBytes(KIB_16 * 2 + index));
    const opened = await Promise.all(
      plaintexts.map(async (plaintext) => {
        const ciphertext = await transformed(createEncryptStream({ key, context }), plaintext, 777);
        return transformed(createDecryptStream({ key, context }), ciphertext, 333);
      }),
    );
    opened.forEach((output, index) => {
      expect(output.equals(plaintexts[index] ?? Buffer.alloc(0))).toBe(true);
    });
  });

  test('[R-080] of the same bytes under the same key has another salt, commitment and ciphertext each time', async () => {
    const key = randomBytes(32);
    const [first, second] = await Promise.all(
      [0, 1].map(() => transformed(createEncryptStream({ key, context }), patternBytes(50))),
    );
    for (const [start, end] of [
      [0, 24],
      [24, 56],
      [56, 106],
    ] as const) {
      expect(first?.subarray(start, end)).not.toEqual(second?.subarray(start, end));
    }
  });

  test('keeps its own copy of the key', async () => {
    const key = randomBytes(32);
    const ciphertext = await transformed(createEncryptStream({ key, context }), patternBytes(50));
    const decrypt = createDecryptStream({ key, context });
    key.fill(0);
    expect(await transformed(decrypt, ciphertext)).toEqual(patternBytes(50));
  });

  test.each([0, 16, 31, 33, 64])('refuses a key of %i bytes', (size) => {
    expect(() => createEncryptStream({ key: Buffer.alloc(size), context })).toThrow(TypeError);
    expect(() => createDecryptStream({ key: Buffer.alloc(size), context })).toThrow(TypeError);
  });
});

describe('the chunk nonce', () => {
  test('[R-081] is the base nonce XOR the big-endian chunk number, over more than 32 bits', () => {
    const base = Buffer.alloc(12, 0xff);
    expect(chunkNonce(base, 0)).toEqual(base);
    expect(chunkNonce(base, 1).toString('hex')).toBe('fffffffffffffffffffffffe');
    expect(chunkNonce(base, 2 ** 38 - 1).toString('hex')).toBe('ffffffffffffffc000000000');
  });

  test('[R-081] never runs past 2^38 chunks', () => {
    expect(() => chunkNonce(Buffer.alloc(12), 2 ** 38)).toThrow(RangeError);
  });
});
