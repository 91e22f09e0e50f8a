import { AppError } from '#platform/errors';
import { formatCheckpoint, formatProofFile, frontierRoot, inclusionProof, parseFrontier, serialiseFrontier, signNote } from '#platform/tlog';
import { prepareBatch } from './batch.ts';
import { FencedError } from './types.ts';
import type { Clock } from '#platform/clock';
import type { KeyManagement } from '#platform/crypto';
import type { AppendReceipt } from '#platform/audit';
import type { Logger } from '#platform/logging';
import type { Frontier, NoteSigner } from '#platform/tlog';
import type { BatchResult, PreparedBatch, Submission } from './batch.ts';
import type { NodeCache } from './node-cache.ts';
import type { SequencerStore } from './types.ts';

/** Events of one batch at the most; a batch is whatever has come since the previous one committed. */
const MAX_BATCH = 512;
/** Events that may wait; beyond it the log says that it is busy, instead of growing without bound. */
const MAX_QUEUE = 10_000;

export interface Sequencer {
  /** Resolves when the event is durable, with a proof in a signed checkpoint. @throws AppError AUDIT_QUEUE_FULL, AUDIT_EVENT_CONFLICT */
  append(submission: Submission): Promise<AppendReceipt>;
  /** The newest signed checkpoint. */
  checkpoint(): { readonly size: number; readonly root: Buffer; readonly note: Buffer };
  /** Resolves while this process may write the log. */
  check(): Promise<void>;
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

interface State {
  frontier: Frontier;
  note: Buffer;
  /** A later entry never has an earlier time, whatever the clock does. */
  lastRecordedMs: number;
}

/**
 * The one writer of the log. Batches form by themselves: while one commits, the next collects; there is no timer.
 * Signing comes after the commit, never before: a signature over a batch that then fails would be a second history.
 */
export async function startSequencer(deps: SequencerDeps): Promise<Sequencer> {
  const { head, epoch } = await deps.store.claim();
  const frontier = parseFrontier(head.frontier);
  if (frontier.size !== head.size || !frontierRoot(frontier).equals(head.root)) {
    throw new Error('the head of the log does not agree with itself; refusing to sign');
  }
  const state: State = { frontier, note: sign(deps.signer, frontier), lastRecordedMs: 0 };
  const queue: Waiting[] = [];
  let running: Promise<void> | undefined;
  let stopped: Error | undefined;

  const flush = async (): Promise<void> => {
    while (queue.length > 0 && stopped === undefined) {
      const batch = queue.splice(0, MAX_BATCH);
      try {
        await writeBatch(deps, state, epoch, batch);
      } catch (error) {
        // Nothing of the batch is in the log, and nothing of it was signed.
        batch.forEach(({ reject }) => {
          reject(new AppError('AUDIT_UNAVAILABLE', { cause: error }));
        });
        deps.logger.error({ err: error, events: batch.length }, 'a batch was not written');
        if (error instanceof FencedError) stopped = error;
      }
    }
    running = undefined;
  };
  return {
    append: (submission) => {
      if (stopped !== undefined) return Promise.reject(new AppError('AUDIT_UNAVAILABLE', { cause: stopped }));
      if (queue.length >= MAX_QUEUE) return Promise.reject(new AppError('AUDIT_QUEUE_FULL'));
      return new Promise((resolve, reject) => {
        queue.push({ submission, resolve, reject });
        running ??= flush();
      });
    },
    checkpoint: () => ({ size: state.frontier.size, root: frontierRoot(state.frontier), note: state.note }),
    check: () => (stopped === undefined ? Promise.resolve() : Promise.reject(stopped)),
    close: async () => {
      await running;
      stopped ??= new Error('the sequencer is closed');
    },
  };
}

async function writeBatch(deps: SequencerDeps, state: State, epoch: number, batch: readonly Waiting[]): Promise<void> {
  const recordedMs = Math.max(deps.clock.now(), state.lastRecordedMs);
  const prepared = await prepareBatch(
    { store: deps.store, kms: deps.kms, recordedAt: new Date(recordedMs).toISOString() },
    state.frontier,
    batch.map(({ submission }) => submission),
  );
  if (prepared.rows.entries.length > 0) await commit(deps, state, epoch, prepared);
  // Durable from here. A crash before the answer loses no entry: the caller finds it by its event id.
  state.lastRecordedMs = recordedMs;
  await Promise.all(batch.map((waiting, at) => answer(deps, state, waiting, prepared.results[at])));
}

async function commit(deps: SequencerDeps, state: State, epoch: number, { rows, frontier }: PreparedBatch): Promise<void> {
  const head = { size: frontier.size, root: frontierRoot(frontier), frontier: serialiseFrontier(frontier) };
  await deps.store.commit(rows, { size: state.frontier.size, epoch }, head);
  deps.nodes.add(rows.nodes);
  state.frontier = frontier;
  state.note = sign(deps.signer, frontier);
}

async function answer(deps: SequencerDeps, state: State, waiting: Waiting, result: BatchResult | undefined): Promise<void> {
  if (result === undefined || result.kind === 'refused') {
    waiting.reject(result?.error ?? new AppError('AUDIT_UNAVAILABLE'));
    return;
  }
  try {
    const { entry, salt } = result;
    const { size } = state.frontier;
    const proof = await inclusionProof({ index: entry.index, size }, (coordinates) => deps.nodes.read(coordinates));
    const file = formatProofFile({ index: entry.index, proof, checkpoint: state.note });
    waiting.resolve({ eventId: entry.eventId, index: entry.index, leaf: entry.leaf, proof: file.toString('utf8'), salt });
  } catch (error) {
    waiting.reject(new AppError('AUDIT_UNAVAILABLE', { cause: error }));
  }
}

function sign(signer: NoteSigner, frontier: Frontier): Buffer {
  return signNote(formatCheckpoint({ origin: signer.name, size: frontier.size, root: frontierRoot(frontier) }), signer);
}
