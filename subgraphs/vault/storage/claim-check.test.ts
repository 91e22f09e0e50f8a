import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { samplePdf, sampleText } from '../testing/sample-files.ts';
import { checkedPieces } from './claim-check.ts';
import type { Claims } from './claim-check.ts';

function* cut(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** What came through, and the code of the error it ended with. */
async function pass(bytes: Buffer, claims: Claims, pieceBytes = 1_000): Promise<{ out: Buffer; code: unknown }> {
  const out: Uint8Array[] = [];
  try {
    for await (const piece of checkedPieces(Readable.from(cut(bytes, pieceBytes)), claims)) out.push(piece);
    return { out: Buffer.concat(out), code: undefined };
  } catch (error) {
    return { out: Buffer.concat(out), code: (error as { code?: unknown }).code };
  }
}

describe('[R-071] bytes against their claims', () => {
  test('true ones come through unchanged, however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 60, max: 20_000 }),
        fc.integer({ min: 1, max: 9_000 }),
        async (size, pieceBytes) => {
          const file = samplePdf(size);
          const { out, code } = await pass(file.bytes, file, pieceBytes);
          expect(code).toBeUndefined();
          expect(out.equals(file.bytes)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('a changed byte anywhere never ends well', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(4_999), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const file = samplePdf(5_000);
        const bytes = Buffer.from(file.bytes);
        bytes.writeUInt8(bytes.readUInt8(at) ^ change, at);
        expect((await pass(bytes, file)).code).toMatch(/^UPLOAD_(HASH|TYPE)_MISMATCH$/);
      }),
      { numRuns: 50 },
    );
  });

  test('no more comes through than was claimed, and nothing before the type is known', async () => {
    const file = samplePdf(50_000);
    const more = await pass(Buffer.concat([file.bytes, file.bytes]), file);
    expect(more.code).toBe('UPLOAD_SIZE_MISMATCH');
    expect(more.out.length).toBeLessThanOrEqual(file.byteSize);
    const page = await pass(Buffer.from('<html>'.repeat(10_000)), { ...file, byteSize: 60_000 });
    expect(page).toEqual({ out: Buffer.alloc(0), code: 'UPLOAD_TYPE_MISMATCH' });
  });

  test('a body that breaks off is incomplete, one that ends early has the wrong size', async () => {
    const file = samplePdf(50_000);
    const broken = new Readable({ read: () => undefined });
    broken.push(file.bytes.subarray(0, 20_000));
    const result = buffer(Readable.from(checkedPieces(broken, file)));
    broken.destroy(new Error('ECONNRESET'));
    await expect(result).rejects.toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
    expect((await pass(file.bytes.subarray(0, 20_000), file)).code).toBe('UPLOAD_SIZE_MISMATCH');
  });
});

describe('[R-079] text', () => {
  test('is any UTF-8 without NUL, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.integer({ min: 1, max: 5 }),
        async (text, pieceBytes) => {
          // With a start of its own, so that no text happens to look like a file of a known type.
          const file = sampleText(`text: ${text.toWellFormed().replaceAll('\0', '')}`);
          expect((await pass(file.bytes, file, pieceBytes)).code).toBeUndefined();
        },
      ),
    );
  });

  test('is refused with a NUL or a broken character, wherever it stands', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(9_000), fc.constantFrom(0x00, 0x80, 0xc0, 0xff), async (at, byte) => {
        const bytes = Buffer.alloc(9_001, 'some text ');
        bytes.writeUInt8(byte, at);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        const { code } = await pass(bytes, { byteSize: bytes.length, sha256, mediaType: 'text/plain' });
        expect(code).toBe('UPLOAD_TYPE_MISMATCH');
      }),
      { numRuns: 50 },
    );
  });
});
