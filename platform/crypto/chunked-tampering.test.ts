import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createDecryptStream, createEncryptStream } from './chunked-encryption.ts';
import { patternBytes, runThrough, transformed } from './testing/streams.ts';

const KIB_16 = 16 * 1024;
const HEADER = 56;
const SEALED = KIB_16 + 16;
const CHUNK_COUNT = 3;
const plaintext = patternBytes(CHUNK_COUNT * KIB_16 + 100);
const context = { tenant: 'tenant-1', document: 'document-1', version: '1' };
const key = randomBytes(32);
let ciphertext: Buffer;

beforeAll(async () => {
  ciphertext = await transformed(createEncryptStream({ key, context }), plaintext);
});

const chunkAt = (index: number): Buffer => ciphertext.subarray(HEADER + index * SEALED, HEADER + (index + 1) * SEALED);
const withFlippedBit = (offset: number, bit = 0): Buffer => {
  const changed = Buffer.from(ciphertext);
  changed.writeUInt8(changed.readUInt8(offset) ^ (1 << bit), offset);
  return changed;
};

/** Expects an error, and that nothing but whole verified chunks of the true plaintext came out before it. */
async function expectRefused(input: Buffer, releasedChunksMax: number, options = { key, context }): Promise<void> {
  const { output, error } = await runThrough(createDecryptStream(options), input, 5000);
  expect(error).toMatchObject({ code: 'CIPHERTEXT_INVALID' });
  expect(output.length % KIB_16).toBe(0);
  expect(output.length).toBeLessThanOrEqual(releasedChunksMax * KIB_16);
  expect(plaintext.subarray(0, output.length).equals(output)).toBe(true);
}

describe('a changed ciphertext', () => {
  test('[R-080] with any bit of salt or commitment flipped releases nothing', async () => {
    for (let offset = 0; offset < HEADER; offset += 1) {
      for (let bit = 0; bit < 8; bit += 1) await expectRefused(withFlippedBit(offset, bit), 0);
    }
  });

  test('[R-080] with a bit of a chunk or its tag flipped releases only the chunks before it', async () => {
    for (let chunk = 0; chunk <= CHUNK_COUNT; chunk += 1) {
      const start = HEADER + chunk * SEALED;
      const end = Math.min(start + SEALED, ciphertext.length);
      const offsets = [start, start + 1, start + 57, end - 17, end - 16, end - 9, end - 1];
      for (const offset of offsets) await expectRefused(withFlippedBit(offset, offset % 8), chunk);
    }
  });

  test('[R-080] with chunks swapped, repeated, dropped or added is refused', async () => {
    const header = ciphertext.subarray(0, HEADER);
    const [a, b, c, last] = [chunkAt(0), chunkAt(1), chunkAt(2), chunkAt(3)];
    await expectRefused(Buffer.concat([header, b, a, c, last]), 0);
    await expectRefused(Buffer.concat([header, a, a, b, c, last]), 1);
    await expectRefused(Buffer.concat([header, b, c, last]), 0);
    await expectRefused(Buffer.concat([header, a, c, last]), 1);
    await expectRefused(Buffer.concat([header, a, b, last]), 2);
    await expectRefused(Buffer.concat([header, a, b, c, last, last]), 3);
    await expectRefused(Buffer.concat([ciphertext, Buffer.of(0)]), 3);
    await expectRefused(Buffer.concat([ciphertext, ciphertext]), 3);
  });

  test('[R-080] with the header of another file under the same key and context is refused', async () => {
    const other = await transformed(createEncryptStream({ key, context }), plaintext);
    await expectRefused(Buffer.concat([other.subarray(0, HEADER), ciphertext.subarray(HEADER)]), 0);
  });
});

describe('a truncated ciphertext', () => {
  const edges = [0, 1, 23, 24, 25, 55, HEADER, HEADER + 1, HEADER + 15, HEADER + 16, HEADER + 17];
  for (let chunk = 1; chunk <= CHUNK_COUNT; chunk += 1) {
    const edge = HEADER + chunk * SEALED;
    edges.push(edge - 17, edge - 16, edge - 1, edge, edge + 1, edge + 15, edge + 16);
  }

  test.each(edges)('[R-080] at byte %i ends in an error, never short', async (length) => {
    await expectRefused(ciphertext.subarray(0, length), Math.max(0, Math.floor((length - HEADER) / SEALED)));
  });

  test('[R-080] by one byte ends in an error', async () => {
    await expectRefused(ciphertext.subarray(0, -1), CHUNK_COUNT);
  });

  test('[R-080] of exactly full chunks is refused, because the empty last chunk is missing', async () => {
    const whole = await transformed(createEncryptStream({ key, context }), patternBytes(KIB_16));
    expect(whole.length).toBe(HEADER + SEALED + 16);
    await expectRefused(whole.subarray(0, HEADER + SEALED), 1);
  });

  test('[R-080] whose source breaks off ends in that error, not in an end', async () => {
    const source = Readable.from(
      (function* () {
        yield ciphertext.subarray(0, HEADER + SEALED);
        throw new Error('connection lost');
      })(),
    );
    const decrypt = createDecryptStream({ key, context });
    let ended = false;
    decrypt.on('end', () => (ended = true)).resume();
    await expect(pipeline(source, decrypt)).rejects.toThrow('connection lost');
    expect(ended).toBe(false);
  });
});

describe('another key or context', () => {
  test('[R-080] with any bit of the key flipped is refused at the commitment', async () => {
    for (let bit = 0; bit < 256; bit += 1) {
      const wrong = Buffer.from(key);
      wrong.writeUInt8(wrong.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      await expectRefused(ciphertext, 0, { key: wrong, context });
    }
  });

  const otherContexts = [
    {},
    { ...context, version: '2' },
    { ...context, tenant: 'tenant-2' },
    { ...context, more: '' },
    { tenant: 'tenant-1', document: 'document-1' },
    { tenant: 'document-1', document: 'tenant-1', version: '1' },
    { tenant: 'tenant-1","document":"document-1', version: '1' },
  ];
  test.each(otherContexts)('[R-080] moved to the context %j is refused', async (other) => {
    await expectRefused(ciphertext, 0, { key, context: { ...(other as Record<string, string>) } as typeof context });
  });

  test('[R-080] the same context in another order is the same context', async () => {
    const reordered = { version: '1', document: 'document-1', tenant: 'tenant-1' };
    expect((await transformed(createDecryptStream({ key, context: reordered }), ciphertext)).equals(plaintext)).toBe(
      true,
    );
  });
});
