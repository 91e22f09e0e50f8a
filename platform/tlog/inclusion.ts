import { isHash, nodeHash, sameHash } from './hashing.ts';
import { readRangeHashes, splitPoint } from './proof-nodes.ts';
import { half, isOdd, isTreeNumber, requireTreeNumber } from './tree-size.ts';
import { TlogError } from './tlog-error.ts';
import type { LeafRange, ReadNodes } from './proof-nodes.ts';

/**
 * Proof that the leaf at `index` is in the tree of `size` leaves (RFC 6962 section 2.1.1).
 * @param readNodes reads complete nodes only; called once, or not at all when the tree has one leaf
 * @returns hashes from the leaf's sibling up to the child of the root
 * @throws TlogError number_out_of_range unless 0 <= index < size; nodes_missing
 */
export async function inclusionProof(at: { index: number; size: number }, readNodes: ReadNodes): Promise<Buffer[]> {
  requireTreeNumber(at.index, 'leaf index');
  requireTreeNumber(at.size, 'tree size');
  if (at.index >= at.size) throw new TlogError('number_out_of_range', 'the leaf index must be below the tree size');
  return readRangeHashes(siblingRanges(at.index, at.size), readNodes);
}

/** The subtrees beside the way from the leaf to the root, leaf end first. */
function siblingRanges(index: number, size: number): LeafRange[] {
  const siblings: LeafRange[] = [];
  let range: LeafRange = { start: 0, end: size };
  while (range.end - range.start > 1) {
    const middle = splitPoint(range);
    const left = { start: range.start, end: middle };
    const right = { start: middle, end: range.end };
    siblings.push(index < middle ? right : left);
    range = index < middle ? left : right;
  }
  return siblings.reverse();
}

/**
 * Checks an inclusion proof (RFC 9162 section 2.1.3.2). Answers false for anything out of range; never throws.
 *
 * A proof fixes the leaf and its index in the tree of that root. It fixes `size` only as far as the size decides the shape of
 * the path, so take `size` and `root` together from one verified checkpoint, never from the prover.
 */
export function verifyInclusion(claim: {
  index: number;
  size: number;
  leafHash: Uint8Array;
  proof: readonly Uint8Array[];
  root: Uint8Array;
}): boolean {
  const { index, size, proof } = claim;
  if (!isTreeNumber(index) || !isTreeNumber(size) || index >= size) return false;
  if (!isHash(claim.leafHash) || !proof.every(isHash)) return false;
  let hash = claim.leafHash;
  // Position of the current node and of the last node, both within the current level.
  let node = index;
  let last = size - 1;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      hash = nodeHash(sibling, hash);
      // At the right edge a node without sibling rises unchanged to the level where it has a left one.
      while (!isOdd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && sameHash(hash, claim.root);
}
