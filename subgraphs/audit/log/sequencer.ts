import { AppError } from '#platform/errors';
import { formatProofFile, inclusionProof } from '#platform/tlog';
import { prepareBatch } from './batch.ts';
import { eventHash } from './leaf.ts';
import { advanceTo, openLog } from './signed-head.ts';
import { requireWriter } from './writers.ts';
import type { Clock } from '#platform/clock';
import type { KeyManagement } from '#platform/crypto';
import type { AppendReceipt, AuditEvent } from '#platform/audit';
import type { Logger } from '#platform/logging';
import type { NoteSigner } from '#platform/tlog';
import type { BatchResult, Submission } from './batch-builder.ts';
import type { NodeCache } from './node-cache.ts';
import type { SignedHead } from './signed-head.ts';
import type { HeldHead, SequencerStore } from './types.ts';

/** Events of one batch at the most; a batch is whatever has come since the previous one committed. */
const MAX_BATCH = 512;
/** Events that may wait; beyond it the log says that it is busy, instead of growing without bound. */
const MAX_QUEUE = 10_000;

export interface Sequencer {
  /**
   * Resolves when the event is durable, with a proof in a signed checkpoint.
   * @param submission.service whose signature the event came under
   * @throws AppError FORBIDDEN for what the service does not record, AUDIT_QUEUE_FULL, AUDIT_EVENT_CONFLICT, AUDIT_UNAVAILABLE;
   *   BAD_USER_INPUT for what JSON cannot hold
   */
  append(submission: { readonly event: AuditEvent; readonly service: string }): Promise<AppendReceipt>;
  /** The newest signed checkpoint. */
  checkpoint(): SignedHead;
  /** Resolves while this process may write the log. */
  check(): Promise<void>;
  /** Writes what waits, then nothing more. */
  close(): Promise<void>;
}

export interface SequencerDeps {
  readonly store: SequencerStore;
  readonly nodes: NodeCache;
  readonly signer: NoteSigner;
  readonly kms: KeyManagement;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Waiting {
  readonly submission: Submission;
  readonly resolve: (receipt: AppendReceipt) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The one writer of the log. Batches form by themselves: while one commits, the next collects; there is no timer.
 * @throws Error when the stored head does not agree with itself
 */
export async function startSequencer(deps: SequencerDeps): Promise<Sequencer> {
  const claimed = await deps.store.claim();
  const log: OpenLog = {
    epoch: claimed.epoch,
    lastRecordedMs: claimed.lastRecordedMs,
    head: openLog(deps.signer, claimed),
  };
  const queue: Waiting[] = [];
  let running: Promise<void> | undefined;
  let stopped: Error | undefined;

  const stop = (reason: Error): void => {
    stopped ??= reason;
    for (const { reject } of queue.splice(0)) reject(new AppError('AUDIT_UNAVAILABLE', { cause: reason }));
  };
  const flush = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.splice(0, MAX_BATCH);
      try {
        await writeBatch(deps, log, batch);
      } catch (error) {
        deps.logger.error({ err: error, events: batch.length }, 'a batch was not confirmed');
        // Before anybody is told, so that whoever asks next meets a log that knows where it is, or that has stopped.
        const fatal = await findOut(deps, log);
        for (const { reject } of batch) reject(new AppError('AUDIT_UNAVAILABLE', { cause: error }));
        if (fatal !== undefined) stop(fatal);
      }
    }
    running = undefined;
  };
  return {
    append: async ({ event, service }) => {
      requireWriter(service, event);
      if (stopped !== undefined) throw new AppError('AUDIT_UNAVAILABLE', { cause: stopped });
      if (queue.length >= MAX_QUEUE) throw new AppError('AUDIT_QUEUE_FULL');
      const submission = { event, service, eventHash: hashOf(event, service) };
      return new Promise((resolve, reject) => {
        queue.push({ submission, resolve, reject });
        // Not before everything that came in the same turn is in the queue.
        running ??= Promise.resolve().then(flush);
      });
    },
    checkpoint: () => log.head,
    check: () => (stopped === undefined ? Promise.resolve() : Promise.reject(stopped)),
    close: async () => {
      await running;
      stop(new Error('the sequencer is closed'));
    },
  };
}

interface OpenLog {
  readonly epoch: number;
  head: SignedHead;
  /** A later entry never has an earlier time, whatever the clock does. */
  lastRecordedMs: number;
}

/** One event that cannot be hashed must not take a batch with it. */
function hashOf(event: AuditEvent, service: string): Buffer {
  try {
    return eventHash(event, service);
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', { cause });
  }
}

async function writeBatch(deps: SequencerDeps, log: OpenLog, batch: readonly Waiting[]): Promise<void> {
  const recordedMs = Math.max(deps.clock.now(), log.lastRecordedMs);
  const { rows, frontier, results } = await prepareBatch(
    { store: deps.store, kms: deps.kms, recordedAt: new Date(recordedMs).toISOString() },
    log.head.frontier,
    batch.map(({ submission }) => submission),
  );
  if (rows.entries.length > 0) {
    const next = advanceTo(frontier);
    await deps.store.commit(rows, { size: log.head.size, epoch: log.epoch }, next.stored);
    // Durable from here. A crash before the answer loses no entry: the caller finds it by its event id.
    deps.nodes.add(rows.nodes);
    log.lastRecordedMs = recordedMs;
    log.head = next.sign(deps.signer);
  }
  await Promise.all(batch.map((waiting, at) => answer(deps, log.head, waiting, results[at])));
}

/**
 * After a batch whose commit was not confirmed nobody here knows whether it happened, so the head is read again: what is
 * committed is signed, as on start-up.
 * @returns why this process must not write any more, if so
 */
async function findOut(deps: SequencerDeps, log: OpenLog): Promise<Error | undefined> {
  let stored: HeldHead;
  try {
    stored = await deps.store.readHead();
  } catch (error) {
    // Still unknown. The next commit is refused unless the head is where it is believed to be, and leads back here.
    deps.logger.warn({ err: error }, 'the head of the log cannot be read');
    return undefined;
  }
  if (stored.epoch !== log.epoch) return new Error('another sequencer has taken over the log');
  if (stored.size < log.head.size) return new Error('the log has lost entries that were signed');
  log.lastRecordedMs = Math.max(log.lastRecordedMs, stored.lastRecordedMs);
  try {
    log.head = openLog(deps.signer, stored);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error('the head of the log cannot be signed', { cause: error });
  }
}

async function answer(
  deps: SequencerDeps,
  head: SignedHead,
  waiting: Waiting,
  result: BatchResult | undefined,
): Promise<void> {
  if (result === undefined || result.kind === 'refused') {
    waiting.reject(result?.error ?? new AppError('AUDIT_UNAVAILABLE'));
    return;
  }
  try {
    const { entry, salt } = result;
    const { index } = entry;
    const proof = await inclusionProof({ index, size: head.size }, (coordinates) => deps.nodes.read(coordinates));
    const file = formatProofFile({ index, proof, checkpoint: head.note });
    waiting.resolve({ eventId: entry.eventId, index, leaf: entry.leaf, proof: file.toString('utf8'), salt });
  } catch (error) {
    waiting.reject(new AppError('AUDIT_UNAVAILABLE', { cause: error }));
  }
}
