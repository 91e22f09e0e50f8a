import { hash } from 'node:crypto';
import { TlogError } from './tlog-error.ts';

/** Length in bytes of every hash of the tree (SHA-256). */
export const HASH_BYTES = 32;

// The two prefixes keep leaves and inner nodes apart: without them an inner node could be presented as a leaf.
const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

/** Root of the tree without leaves: SHA-256 of the empty string (RFC 6962 section 2.1). Treat as constant. */
export const EMPTY_ROOT: Buffer = sha256(new Uint8Array(0));

/** SHA-256 of `bytes`, 32 bytes. */
export function sha256(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer');
}

/**
 * Hash of a leaf, `SHA-256(0x00 ‖ leaf)` (RFC 6962 section 2.1).
 * @param leaf the entry exactly as it is stored
 */
export function leafHash(leaf: Uint8Array): Buffer {
  const input = Buffer.allocUnsafe(1 + leaf.length);
  input[0] = LEAF_PREFIX;
  input.set(leaf, 1);
  return sha256(input);
}

/**
 * Hash of an inner node, `SHA-256(0x01 ‖ left ‖ right)` (RFC 6962 section 2.1).
 * @throws TlogError malformed_hash when a child is not 32 bytes
 */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (!isHash(left) || !isHash(right)) throw new TlogError('malformed_hash', 'a node has two children of 32 bytes');
  const input = Buffer.allocUnsafe(1 + 2 * HASH_BYTES);
  input[0] = NODE_PREFIX;
  input.set(left, 1);
  input.set(right, 1 + HASH_BYTES);
  return sha256(input);
}

/** Whether `bytes` has the length of a tree hash. */
export function isHash(bytes: Uint8Array): boolean {
  return bytes.length === HASH_BYTES;
}

/** Whether two hashes are the same 32 bytes. Tree hashes are public, so the comparison need not take constant time. */
export function sameHash(left: Uint8Array, right: Uint8Array): boolean {
  return isHash(left) && isHash(right) && Buffer.compare(left, right) === 0;
}
