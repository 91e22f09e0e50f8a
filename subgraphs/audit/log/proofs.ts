import { formatProofFile, inclusionProof } from '#platform/tlog';
import type { Sequencer } from './sequencer.ts';
import type { NodeCache } from './node-cache.ts';

/** A signed checkpoint, as far as a proof needs it. */
export interface ProvingCheckpoint {
  readonly size: number;
  readonly note: Buffer;
}

/** Proofs of stored entries against the newest checkpoint. */
export interface ProofSource {
  /** `tlog-proof@v1` of one entry. */
  proofFile(index: number): Promise<string>;
  /** The same, in the given checkpoint of the log, which has the entry. */
  proofIn(index: number, checkpoint: ProvingCheckpoint): Promise<string>;
  /** Inclusion proofs, base64, of several entries in the tree of the first `size` entries; they share their reading. */
  proofsIn(indexes: readonly number[], size: number): Promise<string[][]>;
}

export function createProofSource(sequencer: Pick<Sequencer, 'checkpoint'>, nodes: NodeCache): ProofSource {
  const proofAt = (index: number, size: number): Promise<Buffer[]> =>
    inclusionProof({ index, size }, (wanted) => nodes.read(wanted));
  const proofIn = async (index: number, { size, note }: ProvingCheckpoint): Promise<string> =>
    formatProofFile({ index, proof: await proofAt(index, size), checkpoint: note }).toString('utf8');
  return {
    proofFile: (index) => proofIn(index, sequencer.checkpoint()),
    proofIn,
    proofsIn: (indexes, size) =>
      Promise.all(indexes.map(async (index) => (await proofAt(index, size)).map((hash) => hash.toString('base64')))),
  };
}
