import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { crc32 } from 'node:zlib';

/** What is known about a file after all of its bytes went by. Hashes are lower-case hex. */
export interface FileDigests {
  readonly byteSize: number;
  readonly sha256: string;
  readonly sha512: string;
  readonly crc32: number;
}

/** Hashes and counts bytes in one pass. `result()` may be called once, after the last byte. */
export function createDigester(): { update(chunk: Uint8Array): void; result(): FileDigests } {
  const sha256 = createHash('sha256');
  const sha512 = createHash('sha512');
  let byteSize = 0;
  let crc = 0;
  return {
    update(chunk) {
      sha256.update(chunk);
      sha512.update(chunk);
      crc = crc32(chunk, crc);
      byteSize += chunk.length;
    },
    result: () => ({ byteSize, sha256: sha256.digest('hex'), sha512: sha512.digest('hex'), crc32: crc }),
  };
}

/**
 * A stream that passes bytes through unchanged and reports their digests once all of them have been taken from it.
 * @param onDone called before the stream ends
 */
export function createDigestStream(onDone: (digests: FileDigests) => void): Transform {
  const digester = createDigester();
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      digester.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      onDone(digester.result());
      done();
    },
  });
}
