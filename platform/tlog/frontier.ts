import { EMPTY_ROOT, HASH_BYTES, isHash, nodeHash } from './hashing.ts';
import { countOneBits, half, isOdd, isTreeNumber, requireTreeNumber } from './tree-size.ts';
import { TlogError } from './tlog-error.ts';

/**
 * All that is needed to append to a tree and to know its root: the roots of the complete subtrees its leaves fall into,
 * from the left (largest) to the right (smallest), one per one bit of `size`. At most 53 hashes.
 */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Buffer[];
}

/** A node whose subtree is complete and so will never change: level 0 is a leaf, `index` counts from the left within its level. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Buffer;
}

const SIZE_BYTES = 8;

/** The frontier of the tree without leaves. */
export function emptyFrontier(): Frontier {
  return { size: 0, hashes: [] };
}

/**
 * Appends one leaf. The given frontier stays as it is, so a batch that fails to commit is undone by forgetting the result.
 * @param hash hash of the leaf, 32 bytes
 * @returns the new frontier, and every complete node that came into being, leaf first, for a store to keep
 * @throws TlogError malformed_hash; number_out_of_range when the tree is full at 2^53 - 1 leaves
 */
export function appendLeaf(frontier: Frontier, hash: Buffer): { frontier: Frontier; newNodes: TreeNode[] } {
  if (!isHash(hash)) throw new TlogError('malformed_hash', 'a leaf hash has 32 bytes');
  requireTreeNumber(frontier.size + 1, 'tree size');
  const hashes = frontier.hashes.slice();
  let node: TreeNode = { level: 0, index: frontier.size, hash };
  const newNodes = [node];
  // An odd index is a right child: its left sibling is complete too and is the last hash of the frontier.
  while (isOdd(node.index)) {
    const left = hashes.pop();
    if (left === undefined) throw new TlogError('malformed_frontier', 'fewer hashes than the size has one bits');
    node = { level: node.level + 1, index: half(node.index), hash: nodeHash(left, node.hash) };
    newNodes.push(node);
  }
  hashes.push(node.hash);
  return { frontier: { size: frontier.size + 1, hashes }, newNodes };
}

/** Root of the tree (RFC 6962 section 2.1), 32 bytes. */
export function frontierRoot(frontier: Frontier): Buffer {
  return foldSubtrees(frontier.hashes) ?? Buffer.from(EMPTY_ROOT);
}

/** Root over adjacent complete subtrees of falling size, given from left to right; undefined when there are none. */
export function foldSubtrees(hashes: readonly Buffer[]): Buffer | undefined {
  let root = hashes.at(-1);
  for (const left of hashes.slice(0, -1).reverse()) if (root !== undefined) root = nodeHash(left, root);
  return root;
}

/** The frontier as bytes for one database column: size as 8 bytes big-endian, then the hashes from left to right. */
export function serialiseFrontier(frontier: Frontier): Buffer {
  const size = Buffer.alloc(SIZE_BYTES);
  size.writeBigUInt64BE(BigInt(frontier.size));
  return Buffer.concat([size, ...frontier.hashes]);
}

/**
 * Reads what `serialiseFrontier` wrote.
 * @throws TlogError malformed_frontier when the length does not fit the size
 */
export function parseFrontier(bytes: Uint8Array): Frontier {
  const copy = Buffer.from(bytes);
  if (copy.length < SIZE_BYTES) throw new TlogError('malformed_frontier', 'shorter than its size field');
  const size = Number(copy.readBigUInt64BE());
  if (!isTreeNumber(size)) throw new TlogError('malformed_frontier', 'size beyond 2^53 - 1');
  if (copy.length !== SIZE_BYTES + HASH_BYTES * countOneBits(size)) {
    throw new TlogError('malformed_frontier', 'the number of hashes does not fit the size');
  }
  const hashes: Buffer[] = [];
  for (let at = SIZE_BYTES; at < copy.length; at += HASH_BYTES) hashes.push(copy.subarray(at, at + HASH_BYTES));
  return { size, hashes };
}
