import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { AppError } from '#platform/errors';
import type { ErrorCode } from '#platform/errors';

/** What passed through a digest stream. */
export interface StreamDigest {
  readonly sha256: Buffer;
  readonly byteSize: number;
}

/** A pass-through stream with the digest of what went through it. */
export interface DigestStream {
  readonly stream: Transform;
  /**
   * The digest, once the whole input has gone through.
   * @throws Error before that: half a digest looks like a whole one
   */
  digest(): StreamDigest;
}

/**
 * A pass-through that hashes (SHA-256) and counts. It never lets more than `maxBytes` through: the chunk that would exceed the bound is
 * not passed on, and the stream errors.
 * @param options.maxBytes upper bound, inclusive
 * @param options.tooLarge code of the error when the bound is exceeded; PAYLOAD_TOO_LARGE unless said otherwise
 */
export function createDigestStream(options: {
  readonly maxBytes: number;
  readonly tooLarge?: ErrorCode;
}): DigestStream {
  const { maxBytes, tooLarge = 'PAYLOAD_TOO_LARGE' } = options;
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 0) throw new RangeError('maxBytes must be a whole number');
  const hash = createHash('sha256');
  let byteSize = 0;
  let finished: StreamDigest | undefined;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      if (byteSize + chunk.length > maxBytes) {
        callback(new AppError(tooLarge));
        return;
      }
      byteSize += chunk.length;
      hash.update(chunk);
      callback(null, chunk);
    },
    flush(callback) {
      finished = { sha256: hash.digest(), byteSize };
      callback();
    },
  });
  return {
    stream,
    digest() {
      if (finished === undefined) throw new Error('The stream has not ended');
      return finished;
    },
  };
}
