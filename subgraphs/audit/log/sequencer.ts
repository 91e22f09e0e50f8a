import { AppError, asAppError } from '#platform/errors';
import { formatProofFile, inclusionProof } from '#platform/tlog';
import { prepareBatch } from './batch.ts';
import { measureEvent } from './leaf.ts';
import { advanceTo } from './signed-head.ts';
import { requireWriter } from './writers.ts';
import { Writership } from './writership.ts';
import type { Clock } from '#platform/clock';
import type { KeyManagement } from '#platform/crypto';
import type { AppendReceipt, AuditEvent } from '#platform/audit';
import type { BatchResult, Submission } from './batch-builder.ts';
import type { NodeCache } from './node-cache.ts';
import type { SignedCheckpoint, SignedHead } from './signed-head.ts';
import type { BatchRows, LogHead } from './types.ts';
import type { OpenLog, WritershipDeps } from './writership.ts';

/** Events of one batch at the most; a batch is whatever has come since the previous one committed. */
const MAX_BATCH = 512;
/** Canonical bytes of the events of one batch at the most, unless a single event has more. */
const MAX_BATCH_BYTES = 1_048_576;
/** Events that may wait; beyond it the log says that it is busy, instead of growing without bound. */
const MAX_QUEUE = 10_000;
/**
 * A commit that took longer may have been answered while this process was stopped and another one took over, in milliseconds. The server
 * ends the session of a writer that is silent for two seconds, so what came sooner came from a session that lives.
 */
const FRESH_MS = 1_500;

/** What became of one event of several that were appended at once. */
export type AppendResult = { readonly receipt: AppendReceipt } | { readonly error: AppError };

export interface Sequencer {
  /**
   * Resolves when the event is durable, with a proof in a signed checkpoint.
   * @param submission.service whose signature the event came under
   * @throws AppError FORBIDDEN for what the service does not record, AUDIT_QUEUE_FULL, AUDIT_EVENT_CONFLICT, AUDIT_UNAVAILABLE,
   *   AUDIT_STANDBY while another process writes the log; BAD_USER_INPUT for what JSON cannot hold
   */
  append(submission: { readonly event: AuditEvent; readonly service: string }): Promise<AppendReceipt>;
  /**
   * Several at once: none suffers by another one.
   * @returns what became of each, in their order
   * @throws AppError AUDIT_QUEUE_FULL, AUDIT_STANDBY, AUDIT_UNAVAILABLE when none of them was taken
   */
  appendEach(submission: { readonly events: readonly AuditEvent[]; readonly service: string }): Promise<AppendResult[]>;
  /** The newest signed checkpoint. @throws AppError AUDIT_UNAVAILABLE on standby, as long as no writer has kept one */
  checkpoint(): SignedCheckpoint;
  /** Whether this process writes the log; the others serve what is in it. */
  isWriter(): boolean;
  /** Resolves while this process writes the log or stands by. */
  check(): Promise<void>;
  /** Writes what waits, then nothing more. */
  close(): Promise<void>;
}

export interface SequencerDeps extends WritershipDeps {
  readonly nodes: NodeCache;
  readonly kms: KeyManagement;
  readonly clock: Clock;
}

interface Waiting {
  readonly submission: Submission;
  readonly byteSize: number;
  readonly settle: (result: AppendResult) => void;
}

/**
 * The log, as one process writes it or waits to. Batches form by themselves: while one commits, the next collects; there is no timer.
 * @throws Error when the database cannot be read, or the stored head does not agree with itself
 */
export async function startSequencer(deps: SequencerDeps): Promise<Sequencer> {
  const writership = new Writership(deps);
  await writership.start();
  const queue: Waiting[] = [];
  let running: Promise<void> | undefined;
  let closed = false;

  const flush = async (): Promise<void> => {
    while (queue.length > 0) await writeNext(deps, writership, queue);
    running = undefined;
  };
  /** @throws AppError when `count` events cannot wait here */
  const requireRoom = (count: number): void => {
    if (closed) throw new AppError('AUDIT_UNAVAILABLE', { cause: new Error('the sequencer is closed') });
    const refusal = writership.refusal();
    if (refusal !== undefined) throw refusal;
    if (queue.length + count > MAX_QUEUE) throw new AppError('AUDIT_QUEUE_FULL');
  };
  const enqueue = (event: AuditEvent, service: string): Promise<AppendResult> =>
    new Promise((settle) => {
      try {
        requireWriter(service, event);
        const { eventHash, byteSize } = measure(event, service);
        queue.push({ submission: { event, service, eventHash }, byteSize, settle });
        // Not before everything that came in the same turn is in the queue.
        running ??= Promise.resolve().then(flush);
      } catch (error) {
        settle({ error: asAppError(error) });
      }
    });
  return {
    append: async ({ event, service }) => {
      requireRoom(1);
      const result = await enqueue(event, service);
      if ('error' in result) throw result.error;
      return result.receipt;
    },
    appendEach: async ({ events, service }) => {
      requireRoom(events.length);
      return Promise.all(events.map((event) => enqueue(event, service)));
    },
    checkpoint: () => writership.checkpoint(),
    isWriter: () => writership.isWriter(),
    check: () => writership.check(),
    close: async () => {
      closed = true;
      await running;
      await writership.close();
    },
  };
}

/** One event that cannot be hashed must not take a batch with it. */
function measure(event: AuditEvent, service: string): { eventHash: Buffer; byteSize: number } {
  try {
    return measureEvent(event, service);
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', { cause });
  }
}

/** Takes what fits into one batch. At least one. */
function takeBatch(queue: Waiting[]): Waiting[] {
  let count = 0;
  let byteSize = 0;
  for (const waiting of queue) {
    byteSize += waiting.byteSize;
    if (count === MAX_BATCH || (count > 0 && byteSize > MAX_BATCH_BYTES)) break;
    count += 1;
  }
  return queue.splice(0, count);
}

/** One batch: when this resolves it is committed and signed, or given up, and its answers are on their way. */
async function writeNext(deps: SequencerDeps, writership: Writership, queue: Waiting[]): Promise<void> {
  let log: OpenLog;
  try {
    log = await writership.log();
  } catch (error) {
    for (const { settle } of queue.splice(0)) settle({ error: asAppError(error) });
    return;
  }
  const batch = takeBatch(queue);
  try {
    const results = await writeBatch(deps, writership, log, batch);
    answerSoon(deps, log.head, batch, results);
  } catch (cause) {
    deps.logger.error({ err: cause, events: batch.length }, 'a batch was not confirmed');
    for (const { settle } of batch) settle({ error: new AppError('AUDIT_UNAVAILABLE', { cause }) });
  }
}

/** Proofs are built while the database works on the next batch: it has been sent by the time that this turn is over. */
function answerSoon(
  deps: SequencerDeps,
  head: SignedHead,
  batch: readonly Waiting[],
  results: readonly BatchResult[],
): void {
  setImmediate(() => {
    batch.forEach((waiting, at) => {
      void answer(deps, head, waiting, results[at]);
    });
  });
}

async function writeBatch(
  deps: SequencerDeps,
  writership: Writership,
  log: OpenLog,
  batch: readonly Waiting[],
): Promise<readonly BatchResult[]> {
  const recordedMs = Math.max(deps.clock.now(), log.lastRecordedMs);
  const { rows, frontier, results } = await prepareBatch(
    { store: log.tenure, memory: log.memory, kms: deps.kms, recordedAt: new Date(recordedMs).toISOString() },
    log.head.frontier,
    batch.map(({ submission }) => submission),
  );
  if (rows.entries.length > 0) {
    const next = advanceTo(frontier);
    try {
      await commit(log, rows, next.stored);
    } catch (error) {
      // Nobody here knows whether it happened. What is committed is read, and signed, by whoever takes the log over next.
      writership.stepDown(log, error instanceof Error ? error : new Error('a commit failed', { cause: error }));
      throw error;
    }
    // Durable from here. A crash before the answer loses no entry: the caller finds it by its event id.
    deps.nodes.add(rows.nodes);
    log.memory.learn(rows);
    writership.advance(log, next.sign(deps.signer), recordedMs);
  }
  return results;
}

/** Resolves once the batch is committed and this process was still the writer after it. */
async function commit({ tenure, head, epoch }: OpenLog, rows: BatchRows, next: LogHead): Promise<void> {
  const since = performance.now();
  await tenure.commit(rows, { size: head.size, epoch }, next);
  if (performance.now() - since < FRESH_MS) return;
  const stored = await tenure.readHead();
  if (stored.epoch !== epoch) throw new Error('another process has taken over the log');
}

async function answer(
  deps: SequencerDeps,
  head: SignedHead,
  waiting: Waiting,
  result: BatchResult | undefined,
): Promise<void> {
  if (result === undefined || result.kind === 'refused') {
    waiting.settle({ error: result?.error ?? new AppError('AUDIT_UNAVAILABLE') });
    return;
  }
  try {
    const { entry, salt } = result;
    const { index } = entry;
    const proof = await inclusionProof({ index, size: head.size }, (coordinates) => deps.nodes.read(coordinates));
    const file = formatProofFile({ index, proof, checkpoint: head.note });
    waiting.settle({
      receipt: { eventId: entry.eventId, index, leaf: entry.leaf, proof: file.toString('utf8'), salt },
    });
  } catch (cause) {
    waiting.settle({ error: new AppError('AUDIT_UNAVAILABLE', { cause }) });
  }
}
