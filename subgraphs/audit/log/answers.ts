import { AppError } from '#platform/errors';
import { formatProofFile, inclusionProof } from '#platform/tlog';
import type { BatchResult } from './batch-builder.ts';
import type { NodeCache } from './node-cache.ts';
import type { SignedHead } from './signed-head.ts';
import type { WaitingEvent } from './waiting-events.ts';

/**
 * Answers every event of a batch that is committed and signed. Proofs are built while the database works on the next batch: it has been
 * sent by the time that this turn is over.
 */
export function answerSoon(
  nodes: NodeCache,
  head: SignedHead,
  batch: readonly WaitingEvent[],
  results: readonly BatchResult[],
): void {
  setImmediate(() => {
    batch.forEach((waiting, at) => {
      void answer(nodes, head, waiting, results[at]);
    });
  });
}

async function answer(
  nodes: NodeCache,
  head: SignedHead,
  waiting: WaitingEvent,
  result: BatchResult | undefined,
): Promise<void> {
  if (result === undefined || result.kind === 'refused') {
    waiting.settle({ error: result?.error ?? new AppError('AUDIT_UNAVAILABLE') });
    return;
  }
  try {
    const { entry, salt } = result;
    const { index } = entry;
    const proof = await inclusionProof({ index, size: head.size }, (coordinates) => nodes.read(coordinates));
    const file = formatProofFile({ index, proof, checkpoint: head.note });
    waiting.settle({
      receipt: { eventId: entry.eventId, index, leaf: entry.leaf, proof: file.toString('utf8'), salt },
    });
  } catch (cause) {
    waiting.settle({ error: new AppError('AUDIT_UNAVAILABLE', { cause }) });
  }
}
