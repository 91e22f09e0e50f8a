import { EMPTY_ROOT, isHash, nodeHash, sameHash } from './hashing.ts';
import { readRangeHashes, splitPoint } from './proof-nodes.ts';
import { half, isOdd, isPowerOfTwo, isTreeNumber, requireTreeNumber } from './tree-size.ts';
import { TlogError } from './tlog-error.ts';
import type { LeafRange, ReadNodes } from './proof-nodes.ts';

/**
 * Proof that the tree of `newSize` leaves only added to the tree of `oldSize` leaves (RFC 6962 section 2.1.2).
 * @param readNodes reads complete nodes only; called once, or not at all when the proof is empty
 * @returns the proof; empty when both sizes are equal or the old tree had no leaves
 * @throws TlogError number_out_of_range unless 0 <= oldSize <= newSize; nodes_missing
 */
export async function consistencyProof(
  sizes: { oldSize: number; newSize: number },
  readNodes: ReadNodes,
): Promise<Buffer[]> {
  requireTreeNumber(sizes.oldSize, 'old tree size');
  requireTreeNumber(sizes.newSize, 'new tree size');
  if (sizes.oldSize > sizes.newSize)
    throw new TlogError('number_out_of_range', 'the old size must not exceed the new size');
  if (sizes.oldSize === 0 || sizes.oldSize === sizes.newSize) return [];
  return readRangeHashes(proofRanges(sizes.oldSize, sizes.newSize), readNodes);
}

function proofRanges(oldSize: number, newSize: number): LeafRange[] {
  const ranges: LeafRange[] = [];
  let range: LeafRange = { start: 0, end: newSize };
  while (oldSize < range.end) {
    const middle = splitPoint(range);
    const left = { start: range.start, end: middle };
    const right = { start: middle, end: range.end };
    ranges.push(oldSize <= middle ? right : left);
    range = oldSize <= middle ? left : right;
  }
  // What remains is the last complete subtree of the old tree. When it is all of the old tree the verifier has it already.
  if (range.start > 0) ranges.push(range);
  return ranges.reverse();
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Checks a consistency proof (RFC 9162 section 2.1.4.2). Answers false for anything out of range; never throws.
 *
 * Take each size together with its root from one verified checkpoint: a proof fixes the sizes only as far as they decide its
 * shape. The tree without leaves is consistent with every tree, provided its root is the empty root.
 */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { oldSize, newSize, oldRoot, newRoot, proof } = claim;
  if (!isTreeNumber(oldSize) || !isTreeNumber(newSize) || oldSize > newSize) return false;
  if (!isHash(oldRoot) || !isHash(newRoot) || !proof.every(isHash)) return false;
  if (newSize === 0 && !sameHash(newRoot, EMPTY_ROOT)) return false;
  if (oldSize === 0) return proof.length === 0 && sameHash(oldRoot, EMPTY_ROOT);
  if (oldSize === newSize) return proof.length === 0 && sameHash(oldRoot, newRoot);
  return rootsFollow(claim);
}

/** Rebuilds both roots from the proof; 0 < oldSize < newSize, all hashes well-formed. */
function rootsFollow({ oldSize, newSize, oldRoot, newRoot, proof }: ConsistencyClaim): boolean {
  const [first, ...rest] = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  if (first === undefined) return false;
  // Position of the last node of the old tree and of the new tree, both within the current level.
  let oldLast = oldSize - 1;
  let newLast = newSize - 1;
  const rise = (): void => {
    oldLast = half(oldLast);
    newLast = half(newLast);
  };
  while (isOdd(oldLast)) rise();
  let oldHash = first;
  let newHash = first;
  for (const hash of rest) {
    if (newLast === 0) return false;
    if (isOdd(oldLast) || oldLast === newLast) {
      oldHash = nodeHash(hash, oldHash);
      newHash = nodeHash(hash, newHash);
      while (!isOdd(oldLast) && oldLast !== 0) rise();
    } else {
      newHash = nodeHash(newHash, hash);
    }
    rise();
  }
  return newLast === 0 && sameHash(oldHash, oldRoot) && sameHash(newHash, newRoot);
}
