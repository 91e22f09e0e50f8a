import { EMPTY_ROOT, consistencyProof, formatCheckpoint, signNote } from '#platform/tlog';
import { HistoryConflict, ahead } from './same-history.ts';
import type { NoteSigner, ReadNodes } from '#platform/tlog';
import type { SignedCheckpoint } from '../log/signed-head.ts';
import type { WitnessClient } from './witness-client.ts';

/** Somebody else may bring the witness forward meanwhile; whoever meets that this often has a rival, not bad luck. */
const MAX_ATTEMPTS = 3;
const WHOSE = 'the witness';

/** The witness as the log sees it. */
export interface Witness {
  /**
   * Size up to which it has cosigned. Nothing that could be untrue is signed for this question.
   * @throws Error when it does not answer
   */
  recordedSize(timeoutMs: number): Promise<number>;
  /**
   * Has a checkpoint cosigned, with the proof from what the witness knows.
   * @returns the note with both signatures
   * @throws HistoryConflict when the witness is ahead of it or knows another history; Error when it does not answer
   */
  cosign(checkpoint: SignedCheckpoint, timeoutMs: number): Promise<Buffer>;
}

export function createWitness(deps: {
  readonly client: WitnessClient;
  readonly signer: NoteSigner;
  readonly readNodes: ReadNodes;
}): Witness {
  const { client, signer, readNodes } = deps;
  /** Of the last answer; a guess that the next answer corrects. */
  let lastSize = 0;
  return {
    recordedSize: async (timeoutMs) => {
      // The empty tree is the beginning of every history, so this checkpoint can contradict none.
      const empty = formatCheckpoint({ origin: signer.name, size: 0, root: EMPTY_ROOT });
      const request = { oldSize: 0, proof: [], note: signNote(empty, signer) };
      const answer = await client.addCheckpoint(request, timeoutMs);
      if (answer.kind === 'inconsistent') throw new Error('the witness refuses the empty tree');
      lastSize = answer.kind === 'other_size' ? answer.size : 0;
      return lastSize;
    },
    cosign: async ({ size, note }, timeoutMs) => {
      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
        const oldSize = lastSize;
        if (oldSize > size) {
          // Asked again the next time: the answer may have been about a state that this process has not caught up with.
          lastSize = 0;
          throw ahead(WHOSE, oldSize, size);
        }
        const proof = await consistencyProof({ oldSize, newSize: size }, readNodes);
        const answer = await client.addCheckpoint({ oldSize, proof, note }, timeoutMs);
        if (answer.kind === 'cosigned') {
          lastSize = size;
          return answer.note;
        }
        // Before July 2026 the protocol answered 409 for another root of the same size.
        if (answer.kind === 'inconsistent' || answer.size === oldSize)
          throw new HistoryConflict(`${WHOSE} knows another history: size ${String(oldSize)} of it is not in this log`);
        lastSize = answer.size;
      }
      throw new Error('the witness is brought forward by somebody else');
    },
  };
}
