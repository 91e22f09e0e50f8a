import { appendLeaf, emptyFrontier, frontierRoot } from '#platform/tlog';
import type { Frontier, TreeNode } from '#platform/tlog';

/**
 * The tree of the entries as they are stored, and the tree of the hashes that are stored of them. They are one as long as nothing is
 * wrong. After that each change is told apart: a changed entry leaves the second tree whole, a changed hash the first.
 */
export interface TwoTrees {
  readonly ofEntries: Frontier;
  readonly ofHashes: Frontier;
}

export const EMPTY_TREES = oneTree(emptyFrontier());

/** Nothing was wrong so far. */
export function oneTree(frontier: Frontier): TwoTrees {
  return { ofEntries: frontier, ofHashes: frontier };
}

export function isOneTree({ ofEntries, ofHashes }: TwoTrees): boolean {
  return ofEntries === ofHashes;
}

/** A complete node that came into being, as one of the two trees, or either, must have it. */
export interface GrownNode extends Pick<TreeNode, 'level' | 'index'> {
  readonly hashes: readonly Buffer[];
}

/**
 * The next entry. What is missing in one tree is taken from the other.
 * @param entryHash hash of the stored entry; undefined when there is none
 * @param storedHash the hash that is stored of it; undefined when there is none
 */
export function grow(
  trees: TwoTrees,
  entryHash: Buffer | undefined,
  storedHash: Buffer | undefined,
): { readonly trees: TwoTrees; readonly nodes: readonly GrownNode[] } {
  const ofEntry = entryHash ?? storedHash ?? NOTHING;
  const ofHash = storedHash ?? ofEntry;
  const first = appendLeaf(trees.ofEntries, ofEntry);
  if (isOneTree(trees) && ofEntry.equals(ofHash)) {
    const nodes = first.newNodes.map(({ level, index, hash }) => ({ level, index, hashes: [hash] }));
    return { trees: oneTree(first.frontier), nodes };
  }
  const second = appendLeaf(trees.ofHashes, ofHash);
  const nodes = first.newNodes.map(({ level, index, hash }, at) => {
    const other = second.newNodes[at]?.hash;
    return { level, index, hashes: other === undefined ? [hash] : [hash, other] };
  });
  return { trees: { ofEntries: first.frontier, ofHashes: second.frontier }, nodes };
}

/** Whether the tree has this root; of a damaged one it is enough that one of the two has. */
export function hasRoot({ ofEntries, ofHashes }: TwoTrees, root: Buffer): boolean {
  return frontierRoot(ofEntries).equals(root) || (ofEntries !== ofHashes && frontierRoot(ofHashes).equals(root));
}

/** Stands for an entry of which nothing is left, so that the others can still be looked at. */
const NOTHING = Buffer.alloc(32);
