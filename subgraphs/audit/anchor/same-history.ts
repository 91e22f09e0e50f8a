import { consistencyProof, verifyConsistency } from '#platform/tlog';
import type { ReadNodes } from '#platform/tlog';

/** A state of the log that somebody outside of its database remembers. */
export interface KnownState {
  readonly size: number;
  readonly root: Buffer;
}

/**
 * The log is not what was signed before: entries are missing, or it has another history. Nothing may be signed any more, because
 * each signature could be a second truth.
 */
export class HistoryConflict extends Error {
  /** What the outside knows is larger than the log by this size; absent when the histories differ. */
  readonly aheadSize: number | undefined;

  constructor(problem: string, aheadSize?: number) {
    super(problem);
    this.name = 'HistoryConflict';
    this.aheadSize = aheadSize;
  }
}

/**
 * Holds the log against a state of it that was signed before: it must have grown out of that one.
 * @param whose what remembers it, for the message
 * @throws HistoryConflict; whatever `readNodes` throws
 */
export async function requireSameHistory(
  log: KnownState,
  known: KnownState,
  whose: string,
  readNodes: ReadNodes,
): Promise<void> {
  const [oldSize, newSize] = [known.size, log.size];
  if (oldSize > newSize) throw ahead(whose, oldSize, newSize);
  const proof = await consistencyProof({ oldSize, newSize }, readNodes);
  const claim = { oldSize, oldRoot: known.root, newSize, newRoot: log.root, proof };
  if (!verifyConsistency(claim)) {
    throw new HistoryConflict(`${whose} knows another history: size ${String(oldSize)} of it is not in this log`);
  }
}

/** What the outside remembers is more than the log has: the log was put back, or lost what was signed. */
export function ahead(whose: string, knownSize: number, logSize: number): HistoryConflict {
  const problem = `${whose} is ahead of the log: it knows ${String(knownSize)} entries, the log has ${String(logSize)}`;
  return new HistoryConflict(problem, knownSize);
}
