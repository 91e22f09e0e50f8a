import { randomBytes } from 'node:crypto';
import { createCosigner, openCheckpoint, parseNote, serialiseNote, verifyConsistency } from '#platform/tlog';
import type { NoteVerifier } from '#platform/tlog';
import type { WitnessClient } from '../anchor/witness-client.ts';

/** A witness in memory, for tests of the log's side; the real one has its own. */
export interface MemoryWitness extends WitnessClient {
  readonly verifier: NoteVerifier;
  recorded: { readonly size: number; readonly root: Buffer };
  isAway: boolean;
  /** How often it was asked. */
  asked: number;
}

export function createMemoryWitness(log: NoteVerifier, emptyRoot: Buffer): MemoryWitness {
  const cosigner = createCosigner({ name: 'witness.example.test/memory', seed: randomBytes(32) });
  const witness: MemoryWitness = {
    verifier: cosigner.verifier,
    recorded: { size: 0, root: emptyRoot },
    isAway: false,
    asked: 0,
    addCheckpoint: async ({ oldSize, proof, note }) => {
      witness.asked += 1;
      if (witness.isAway) throw new Error('the witness is away');
      const { size, root } = openCheckpoint({ note, verifiers: [log], origin: log.name });
      if (oldSize !== witness.recorded.size) return { kind: 'other_size', size: witness.recorded.size };
      const claim = { oldSize, newSize: size, oldRoot: witness.recorded.root, newRoot: root, proof };
      if (!verifyConsistency(claim)) return { kind: 'inconsistent' };
      witness.recorded = { size, root };
      const { text, signatures } = parseNote(note);
      const signature = cosigner.at(1_790_000_000).sign(Buffer.from(text));
      const own = { name: cosigner.name, keyId: cosigner.keyId, signature };
      return { kind: 'cosigned', note: serialiseNote({ text, signatures: [...signatures, own] }) };
    },
  };
  return witness;
}
