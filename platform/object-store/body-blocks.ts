import { countedBody } from './counted-body.ts';
import type { Readable } from 'node:stream';

/** A block of a body; every block but the last is full. */
export interface BodyBlock {
  readonly bytes: Buffer;
  readonly last: boolean;
}

/**
 * A body cut into blocks of `blockBytes`, each yielded once it is known whether another follows. An empty body is one empty block, and
 * a body of exactly n blocks has n, not one more. Holds at most two blocks in memory.
 * @throws AppError UPLOAD_SIZE_MISMATCH, or the body's own error
 */
export async function* bodyBlocks(
  body: Readable,
  blockBytes: number,
  contentLength?: number,
): AsyncGenerator<BodyBlock> {
  let pieces: Uint8Array[] = [];
  let pendingBytes = 0;
  for await (const piece of countedBody(body, contentLength)) {
    pieces.push(piece);
    pendingBytes += piece.length;
    // More than a block, not just as much: the byte too many shows that the block is not the last.
    while (pendingBytes > blockBytes) {
      const joined = Buffer.concat(pieces);
      pieces = [joined.subarray(blockBytes)];
      pendingBytes -= blockBytes;
      yield { bytes: joined.subarray(0, blockBytes), last: false };
    }
  }
  yield { bytes: Buffer.concat(pieces), last: true };
}
