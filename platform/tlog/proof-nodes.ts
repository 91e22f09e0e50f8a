import { foldSubtrees } from './frontier.ts';
import { isHash } from './hashing.ts';
import { largestPowerOfTwoWithin } from './tree-size.ts';
import { TlogError } from './tlog-error.ts';

/** Where a complete node is: level 0 is a leaf, `index` counts from the left within its level. */
export interface NodeCoordinates {
  readonly level: number;
  readonly index: number;
}

/** Reads the hashes of complete nodes, in the order asked for, one per coordinate. */
export type ReadNodes = (coordinates: NodeCoordinates[]) => Promise<readonly Buffer[]>;

/** The leaves from `start` up to, not including, `end`. `start` is a multiple of the smallest power of two that holds them. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a range of more than one leaf as RFC 6962 section 2.1 does: the left part is the largest power of two that leaves
 * something for the right.
 */
export function splitPoint(range: LeafRange): number {
  return range.start + largestPowerOfTwoWithin(range.end - range.start - 1);
}

/**
 * Reads the hash of each range. A range that ends at the right edge of the tree is not stored as one node; its hash is
 * computed from the complete subtrees it consists of. At most one call of `readNodes`, none when there is nothing to read.
 * @throws TlogError nodes_missing when the reader answers with another number of hashes or with something that is none
 */
export async function readRangeHashes(ranges: readonly LeafRange[], readNodes: ReadNodes): Promise<Buffer[]> {
  const perRange = ranges.map(completeSubtrees);
  const coordinates = perRange.flat();
  if (coordinates.length === 0) return [];
  const nodes = await readNodes(coordinates);
  if (nodes.length !== coordinates.length || !nodes.every(isHash)) {
    throw new TlogError('nodes_missing', `${coordinates.length} nodes were asked for and not all were given`);
  }
  let next = 0;
  return perRange.map((subtrees) => {
    const hash = foldSubtrees(nodes.slice(next, next + subtrees.length));
    next += subtrees.length;
    if (hash === undefined) throw new TlogError('nodes_missing', 'a range without leaves has no hash');
    return hash;
  });
}

/** The complete subtrees that make up a range, from left (largest) to right. */
function completeSubtrees(range: LeafRange): NodeCoordinates[] {
  const subtrees: NodeCoordinates[] = [];
  let { start } = range;
  while (start < range.end) {
    const width = largestPowerOfTwoWithin(range.end - start);
    // Exact: width is a power of two below 2^53, and Math.log2 is exact on those.
    subtrees.push({ level: Math.log2(width), index: start / width });
    start += width;
  }
  return subtrees;
}
