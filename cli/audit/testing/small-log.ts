import { formatCheckpoint, inclusionProof, leafHash, nodeHash, signNote } from '#platform/tlog';
import type { NoteSigner } from '#platform/tlog';

/** A log that fits in memory: leaves in order, checkpoints and proofs at any size up to now. */
export interface SmallLog {
  /** @returns index of the leaf */
  append(leaf: string): number;
  /** Signed checkpoint over all leaves. */
  checkpoint(): Buffer;
  /** Inclusion proof of one leaf among all. */
  proof(index: number): Promise<Buffer[]>;
}

/** @param signer its name is the origin of the checkpoints */
export function createSmallLog(signer: NoteSigner): SmallLog {
  const hashes: Buffer[] = [];
  const root = (from: number, to: number): Buffer => {
    const [only] = hashes.slice(from, to);
    if (to - from === 1 && only !== undefined) return only;
    const middle = from + 2 ** Math.floor(Math.log2(to - from - 1));
    return nodeHash(root(from, middle), root(middle, to));
  };
  return {
    append: (leaf) => hashes.push(leafHash(Buffer.from(leaf))) - 1,
    checkpoint: () =>
      signNote(formatCheckpoint({ origin: signer.name, size: hashes.length, root: root(0, hashes.length) }), signer),
    proof: (index) =>
      inclusionProof({ index, size: hashes.length }, (nodes) =>
        Promise.resolve(nodes.map(({ level, index: at }) => root(at * 2 ** level, (at + 1) * 2 ** level))),
      ),
  };
}
