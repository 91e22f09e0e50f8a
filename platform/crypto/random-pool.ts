import { randomFillSync } from 'node:crypto';

/** Bytes that are asked for at once. A request to the generator costs as much for sixteen bytes as for some thousands. */
const POOL_BYTES = 8_192;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * As `randomBytes` of node:crypto, for salts, nonces and keys that are needed by the thousand. What was given out is wiped from the pool.
 * @param byteSize at most 1,024
 */
export function pooledRandomBytes(byteSize: number): Buffer {
  if (byteSize > POOL_BYTES / 8) throw new RangeError('ask the generator itself for so many bytes');
  if (used + byteSize > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const part = pool.subarray(used, used + byteSize);
  const bytes = Buffer.from(part);
  part.fill(0);
  used += byteSize;
  return bytes;
}
