import { formatProofFile, inclusionProof } from '#platform/tlog';
import type { Sequencer } from './sequencer.ts';
import type { NodeCache } from './node-cache.ts';
import type { EntryRow } from './types.ts';
import type { AuditExcerpt } from '#platform/audit';

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
  /** @param read reads entries below an index; all that it gives, with their proofs in one checkpoint */
  excerptOf(read: (beforeIndex: number) => Promise<readonly EntryRow[]>): Promise<AuditExcerpt>;
}

export function createProofSource(sequencer: Pick<Sequencer, 'checkpoint'>, nodes: NodeCache): ProofSource {
  const proofAt = (index: number, size: number): Promise<Buffer[]> =>
    inclusionProof({ index, size }, (wanted) => nodes.read(wanted));
  const proofIn = async (index: number, { size, note }: ProvingCheckpoint): Promise<string> =>
    formatProofFile({ index, proof: await proofAt(index, size), checkpoint: note }).toString('utf8');
  return {
    proofFile: (index) => proofIn(index, sequencer.checkpoint()),
    proofIn,
    excerptOf: async (read) => {
      const { size, note } = sequencer.checkpoint();
      const proven = (await read(size)).map(async ({ index, leaf }) => {
        const proof = await proofAt(index, size);
        return { index, leaf, proof: proof.map((hash) => hash.toString('base64')) };
      });
      return { checkpoint: note.toString('utf8'), entries: await Promise.all(proven) };
    },
  };
}
