import { createHash } from 'node:crypto';
import { AppError } from '#platform/errors';
import { SAMPLE_BYTES, checkMediaType, createTextCheck } from './media-type-check.ts';
import type { MediaType } from '../domain/document.ts';

/** What the client said about the bytes. */
export interface Claims {
  readonly byteSize: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly mediaType: MediaType;
}

/**
 * The pieces of `body`, as long as they are what was claimed. Nothing comes out before the first bytes were found to be of
 * the claimed type, never more comes out than was claimed, and the end comes only if size and hash are right: whatever
 * stores the pieces must keep nothing of a body that does not end.
 * @throws AppError UPLOAD_TYPE_MISMATCH, UPLOAD_SIZE_MISMATCH, UPLOAD_HASH_MISMATCH, UPLOAD_INCOMPLETE
 */
export async function* checkedPieces(body: AsyncIterable<Uint8Array>, claims: Claims): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  const text = claims.mediaType === 'text/plain' ? createTextCheck() : undefined;
  let byteSize = 0;
  for await (const piece of typedPieces(countedPieces(body, claims.byteSize), claims.mediaType)) {
    byteSize += piece.length;
    hash.update(piece);
    text?.add(piece);
    yield piece;
  }
  if (byteSize !== claims.byteSize) throw new AppError('UPLOAD_SIZE_MISMATCH');
  text?.end();
  if (hash.digest('hex') !== claims.sha256) throw new AppError('UPLOAD_HASH_MISMATCH');
}

/** Stops at the byte too many, and tells a connection that broke off from one that ended. */
async function* countedPieces(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let byteSize = 0;
  try {
    for await (const piece of body) {
      byteSize += piece.length;
      if (byteSize > maxBytes) throw new AppError('UPLOAD_SIZE_MISMATCH');
      yield piece;
    }
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('UPLOAD_INCOMPLETE', { cause: error });
  }
}

/** Holds the first bytes back until they are enough to recognise their type. */
async function* typedPieces(pieces: AsyncIterable<Uint8Array>, mediaType: MediaType): AsyncGenerator<Uint8Array> {
  let sample: Buffer | undefined = Buffer.alloc(0);
  for await (const piece of pieces) {
    if (sample === undefined) {
      yield piece;
      continue;
    }
    sample = Buffer.concat([sample, piece]);
    if (sample.length < SAMPLE_BYTES) continue;
    await checkMediaType(sample, mediaType);
    yield sample;
    sample = undefined;
  }
  if (sample === undefined) return;
  await checkMediaType(sample, mediaType);
  yield sample;
}
