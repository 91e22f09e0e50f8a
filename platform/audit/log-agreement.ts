import { openCheckpoint, parseProofFile, verifyConsistency } from '#platform/tlog';
import type { Logger } from '#platform/logging';
import type { NoteVerifier } from '#platform/tlog';
import type { ConsistencyAnswer } from './event.ts';

/** A service must not wait longer for this than a person waits for a change; in milliseconds. */
const ASK_TIMEOUT_MS = 1_000;

/** What a service remembers of the log, and who is told when the log is not that one any more. */
export interface LogMemory {
  /** A `tlog-proof@v1` with the newest checkpoint that this service keeps; undefined when it keeps none. */
  readonly newestProof: () => Promise<string | undefined>;
  readonly logger: Logger;
}

/** Whether the log is still the one that gave this service its receipts. */
export interface LogAgreement {
  /** What the service keeps from before it was started. */
  remember(memory: LogMemory): void;
  /** Size of the largest checkpoint that is known by now; whatever the log says next has at least this one. */
  knownSize(): number;
  /**
   * A verified receipt, with the size of the tree of its checkpoint.
   * @param knownBefore `knownSize()` when the log was asked
   * @throws Error when the log answered from before that: then it is in doubt
   */
  seen(proof: string, size: number, knownBefore: number): void;
  /** After a failure: somebody else may answer in the log's name from now on, or from less than it had. */
  doubt(): void;
  /**
   * Resolves at once while nothing is in doubt, else when the log has shown that it contains what this service knows of it.
   * @throws Error when it cannot be found out now, and as long as the log has another history, or less, than this service holds
   *   receipts for
   */
  require(): Promise<void>;
}

/**
 * Every service remembers the newest checkpoint it was given and demands that the log has grown out of it: a log whose database was
 * put back, or that was replaced, would otherwise give the places of lost entries to new ones.
 * @param options.ask presents a checkpoint to the log, which answers with its newest one and a proof
 */
export function createLogAgreement(options: {
  readonly log: NoteVerifier;
  readonly ask: (checkpoint: string, timeoutMs: number) => Promise<ConsistencyAnswer>;
}): LogAgreement {
  const { log, ask } = options;
  let newest: { readonly proof: string; readonly size: number } | undefined;
  let memory: LogMemory | undefined;
  let isAgreed = true;
  /** What was said last about a log that is another one; each finding is said once. */
  let reported: string | undefined;
  let checking: Promise<void> | undefined;

  const keep = (proof: string, size: number): void => {
    if (newest === undefined || size > newest.size) newest = { proof, size };
  };
  const check = async (): Promise<void> => {
    const kept = await memory?.newestProof();
    if (kept !== undefined) keep(kept, checkpointOf(kept, log).size);
    const known = newest;
    if (known !== undefined) {
      const { note, ...checkpoint } = checkpointOf(known.proof, log);
      const problem = contradiction(checkpoint, await ask(note, ASK_TIMEOUT_MS), log);
      if (problem !== undefined) {
        const refusal = new Error(problem);
        if (problem !== reported)
          memory?.logger.fatal({ err: refusal }, 'the audit log is not the one that this service holds receipts of');
        reported = problem;
        throw refusal;
      }
    }
    reported = undefined;
    isAgreed = true;
  };
  return {
    remember: (given) => {
      memory = given;
      isAgreed = false;
    },
    knownSize: () => newest?.size ?? 0,
    seen: (proof, size, knownBefore) => {
      if (size < knownBefore) {
        isAgreed = false;
        throw new Error(`the log answered with ${String(size)} entries, after it had shown ${String(knownBefore)}`);
      }
      keep(proof, size);
    },
    doubt: () => {
      if (newest !== undefined) isAgreed = false;
    },
    require: async () => {
      if (isAgreed) return;
      checking ??= check().finally(() => {
        checking = undefined;
      });
      await checking;
    },
  };
}

interface KeptCheckpoint {
  readonly note: string;
  readonly size: number;
  readonly root: Buffer;
}

/** @throws TlogError when it is no proof file with a checkpoint of the log */
function checkpointOf(proof: string, log: NoteVerifier): KeptCheckpoint {
  const { checkpoint: note } = parseProofFile(Buffer.from(proof));
  const { size, root } = openCheckpoint({ note, verifiers: [log], origin: log.name });
  return { note: note.toString('utf8'), size, root };
}

/** @returns what does not fit, said for the log. @throws Error when the answer is not the log's: then nothing is known */
function contradiction(
  known: Omit<KeptCheckpoint, 'note'>,
  { checkpoint, proof }: ConsistencyAnswer,
  log: NoteVerifier,
): string | undefined {
  const now = openCheckpoint({ note: Buffer.from(checkpoint), verifiers: [log], origin: log.name });
  if (now.size < known.size)
    return `a receipt is ahead of the log: it knows ${String(known.size)} entries, the log has ${String(now.size)}`;
  const hashes = proof.map((hash) => Buffer.from(hash, 'base64'));
  const claim = { oldSize: known.size, oldRoot: known.root, newSize: now.size, newRoot: now.root, proof: hashes };
  if (verifyConsistency(claim)) return undefined;
  return `a receipt knows another history: size ${String(known.size)} of it is not in this log`;
}
