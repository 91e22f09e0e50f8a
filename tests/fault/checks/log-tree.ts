import {
  appendLeaf,
  emptyFrontier,
  frontierRoot,
  leafHash,
  openCheckpoint,
  parseVerifierKey,
  verifyProofFile,
} from '#platform/tlog';

/** The tree over the leaves that were read, with the root of each of its sizes. */
export interface LogTree {
  readonly size: number;
  /** @returns hash of the leaf */
  add(leaf: string): Buffer;
  isRoot(size: number, root: Buffer): boolean;
  /** What is wrong with a checkpoint that the log signed. @throws TlogError when it did not */
  noteProblems(note: string): string[];
  /** What is wrong with a proof that a service keeps as its receipt. */
  problemWithProof(proof: string, index: number): string | undefined;
}

export function createLogTree(vkey: string): LogTree {
  const log = parseVerifierKey(vkey);
  const leaves: string[] = [];
  let frontier = emptyFrontier();
  const roots = [frontierRoot(frontier)];
  const isRoot = (size: number, root: Buffer): boolean => roots[size]?.equals(root) === true;

  const prove = (proof: string, index: number, leaf: string): string | undefined => {
    const [file, bytes] = [Buffer.from(proof), Buffer.from(leaf)];
    const proven = verifyProofFile({ file, leaf: bytes, verifiers: [log], origin: log.name });
    if (proven.index !== index) return `a receipt for entry ${String(index)} proves ${String(proven.index)}`;
    if (isRoot(proven.size, proven.root)) return undefined;
    return `a receipt has a signed root at size ${String(proven.size)} that the log never had`;
  };
  return {
    get size() {
      return leaves.length;
    },
    add: (leaf) => {
      const hash = leafHash(Buffer.from(leaf));
      ({ frontier } = appendLeaf(frontier, hash));
      roots.push(frontierRoot(frontier));
      leaves.push(leaf);
      return hash;
    },
    isRoot,
    noteProblems: (note) => {
      const { size, root } = openCheckpoint({ note: Buffer.from(note), verifiers: [log], origin: log.name });
      return isRoot(size, root) ? [] : [`a checkpoint was signed for another tree of size ${String(size)}`];
    },
    problemWithProof: (proof, index) => {
      const leaf = leaves[index];
      if (leaf === undefined) return `a receipt is for entry ${String(index)}, which is not there`;
      try {
        return prove(proof, index, leaf);
      } catch (error) {
        return `a receipt for entry ${String(index)} does not verify: ${String(error)}`;
      }
    },
  };
}
