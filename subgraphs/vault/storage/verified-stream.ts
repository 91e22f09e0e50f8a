import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { AppError } from '#platform/errors';
import type { Readable } from 'node:stream';

/**
 * A pass-through that ends only if the whole had the recorded size and SHA-256. It holds the last piece back until it knows,
 * so that whoever counts the bytes sees that a wrong file is not complete.
 * @throws AppError CIPHERTEXT_INVALID, as the stream's error
 */
export function createVerifyStream(expected: { readonly sha256: string; readonly byteSize: number }): Transform {
  const hash = createHash('sha256');
  let byteSize = 0;
  let held: Buffer | undefined;
  return new Transform({
    transform(piece: Buffer, _encoding, callback) {
      byteSize += piece.length;
      hash.update(piece);
      // An empty last chunk is no last piece to hold back.
      if (piece.length === 0) {
        callback();
        return;
      }
      const ready = held;
      held = piece;
      callback(null, ready);
    },
    flush(callback) {
      if (byteSize !== expected.byteSize || hash.digest('hex') !== expected.sha256) {
        callback(new AppError('CIPHERTEXT_INVALID', { cause: new Error('the content is not the one recorded') }));
        return;
      }
      callback(null, held);
    },
  });
}

/** Resolves when `stream` has something to read, without reading it; rejects with its error. */
export async function firstBytes(stream: Readable): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.once('readable', resolve);
    // Stays: an error that comes before a reader does must not end the process.
    stream.on('error', reject);
  });
}
