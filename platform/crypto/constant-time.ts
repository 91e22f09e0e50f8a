import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Compares two secrets in a time that does not depend on where they differ. Strings are compared as UTF-8. Both sides are hashed first,
 * because `timingSafeEqual` refuses inputs of unequal length.
 */
export function equalConstantTime(a: string | Uint8Array, b: string | Uint8Array): boolean {
  const sameBytes = timingSafeEqual(sha256(a), sha256(b));
  return sameBytes && Buffer.byteLength(a) === Buffer.byteLength(b);
}

function sha256(value: string | Uint8Array): Buffer {
  return createHash('sha256').update(value).digest();
}
