import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { createVerifyStream, firstBytes } from './verified-stream.ts';

const bytes = Buffer.alloc(100_000, 'content ');
const expected = { sha256: createHash('sha256').update(bytes).digest('hex'), byteSize: bytes.length };

function* cut(content: Buffer, size = 16_384): Generator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
  yield Buffer.alloc(0);
}

async function read(content: Buffer): Promise<{ size: number; code: unknown }> {
  let size = 0;
  const verify = createVerifyStream(expected);
  try {
    for await (const piece of Readable.from(cut(content)).pipe(verify) as AsyncIterable<Buffer>) size += piece.length;
    return { size, code: undefined };
  } catch (error) {
    return { size, code: (error as { code?: unknown }).code };
  }
}

describe('[R-072] content on its way out', () => {
  test('passes unchanged when it is the recorded one', async () => {
    const out = await buffer(Readable.from(cut(bytes)).pipe(createVerifyStream(expected)));
    expect(out.equals(bytes)).toBe(true);
  });

  test.each([
    ['a changed byte', Buffer.concat([bytes.subarray(0, -1), Buffer.from('!')])],
    ['a byte too few', bytes.subarray(0, -1)],
    ['a byte too many', Buffer.concat([bytes, Buffer.from('!')])],
    ['no byte', Buffer.alloc(0)],
  ])('with %s never comes to the recorded length', async (_what, content) => {
    const { size, code } = await read(content);
    expect(code).toBe('CIPHERTEXT_INVALID');
    expect(size).toBeLessThan(bytes.length);
  });

  test('can be waited for without being read', async () => {
    const verify = Readable.from(cut(bytes)).pipe(createVerifyStream(expected));
    await firstBytes(verify);
    expect((await buffer(verify)).equals(bytes)).toBe(true);
    const wrong = Readable.from(cut(bytes.subarray(1, 100))).pipe(createVerifyStream(expected));
    await expect(firstBytes(wrong)).rejects.toMatchObject({ code: 'CIPHERTEXT_INVALID' });
  });
});
