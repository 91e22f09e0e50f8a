import { AppError } from '#platform/errors';
import { consistencyProof, openCheckpoint, verifyConsistency } from '#platform/tlog';
import { openLog } from './signed-head.ts';
import { WriterMemory } from './writer-memory.ts';
import type { Logger } from '#platform/logging';
import type { NoteSigner } from '#platform/tlog';
import type { SignedCheckpoint, SignedHead } from './signed-head.ts';
import type { LogHead, SequencerStore, Tenure } from './types.ts';

/** Pause of an instance that stands by, between two tries to become the writer. */
const TRY_AGAIN_MS = 500;
/** Pause before a checkpoint is kept for those who stand by; what is signed meanwhile replaces it. */
const KEEP_AFTER_MS = 200;

/** The log as its writer holds it. */
export interface OpenLog {
  readonly tenure: Tenure;
  readonly epoch: number;
  readonly memory: WriterMemory;
  head: SignedHead;
  /** A later entry never has an earlier time, whatever the clock does. */
  lastRecordedMs: number;
}

export interface WritershipDeps {
  readonly store: SequencerStore;
  readonly signer: NoteSigner;
  readonly logger: Logger;
  /**
   * Holds the head against what is known outside of the database, before anything is signed or written in a tenure.
   * @throws AppError when that cannot be found out now; any other error when the log is behind what was published, and this process
   *   must never write it
   */
  readonly examine?: ((head: LogHead) => Promise<void>) | undefined;
}

type State =
  /** Being found out: after the log was given up, and whenever somebody asks after a try that failed. */
  | { readonly kind: 'trying'; readonly done: Promise<void> }
  | { readonly kind: 'writer'; readonly log: OpenLog }
  | { readonly kind: 'standby' }
  | { readonly kind: 'unknown'; readonly cause: unknown }
  | { readonly kind: 'stopped'; readonly reason: Error; readonly tenure: Tenure };

/**
 * Which of several processes writes the log, seen from one of them. Whoever holds the lock is the writer; the lock dies with its
 * holder's session, and the others ask for it every 500 ms. What was not committed by then never will be: the session that writes is
 * the one that holds the lock, and each new writer raises the epoch besides.
 */
export class Writership {
  readonly #deps: WritershipDeps;
  #state: State = { kind: 'unknown', cause: new Error('nobody has looked yet') };
  #newest: SignedCheckpoint | undefined;
  /** The largest head that was signed here: the log must never be behind it, nor beside it. */
  #signedHere: SignedCheckpoint | undefined;
  #timer: NodeJS.Timeout | undefined;
  #keeping: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(deps: WritershipDeps) {
    this.#deps = deps;
  }

  /** The first try. @throws Error when it fails, or when the head must not be signed: a service that cannot know does not start */
  async start(): Promise<void> {
    await this.#try();
    const state = this.#state;
    if (state.kind === 'writer' || state.kind === 'standby') return;
    await this.close();
    const reason = state.kind === 'stopped' ? state.reason : state.kind === 'unknown' ? state.cause : undefined;
    throw reason instanceof Error ? reason : new Error('it cannot be found out who writes the log');
  }

  /** Why nothing can be appended through this process now, as far as it is known without asking. */
  refusal(): AppError | undefined {
    if (this.#state.kind === 'standby') return new AppError('AUDIT_STANDBY');
    return this.#state.kind === 'stopped'
      ? new AppError('AUDIT_UNAVAILABLE', { cause: this.#state.reason })
      : undefined;
  }

  /** The log, while this process is its writer; waits while that is being found out. @throws AppError AUDIT_STANDBY, AUDIT_UNAVAILABLE */
  async log(): Promise<OpenLog> {
    if (this.#state.kind === 'unknown') this.#tryNow();
    if (this.#state.kind === 'trying') await this.#state.done;
    if (this.#state.kind === 'writer') return this.#state.log;
    throw this.refusal() ?? new AppError('AUDIT_UNAVAILABLE', { cause: causeOf(this.#state) });
  }

  /** What was signed here last; on standby what the writer kept. @throws AppError AUDIT_UNAVAILABLE before there is any */
  checkpoint(): SignedCheckpoint {
    if (this.#newest === undefined) throw new AppError('AUDIT_UNAVAILABLE');
    return this.#newest;
  }

  isWriter(): boolean {
    return this.#state.kind === 'writer';
  }

  /** Whether the log that was given out is still the one that this process writes. */
  holds(log: OpenLog): boolean {
    return this.#state.kind === 'writer' && this.#state.log === log;
  }

  /** Resolves while this process writes the log or stands by. @throws Error when who does is not known, or when it must never write */
  async check(): Promise<void> {
    if (this.#state.kind === 'trying') await this.#state.done;
    if (this.#state.kind === 'stopped') throw this.#state.reason;
    if (this.#state.kind === 'unknown') throw new Error('it cannot be found out who writes the log');
  }

  /** After a commit: the head that it left is the newest, and is kept for those who stand by. */
  advance(log: OpenLog, head: SignedHead, recordedMs: number): void {
    log.head = head;
    log.lastRecordedMs = recordedMs;
    this.#newest = head;
    this.#signedHere = head;
    this.#keeping ??= setTimeout(() => {
      this.#keeping = undefined;
      void this.#keep();
    }, KEEP_AFTER_MS).unref();
  }

  /** After something that leaves the state of the log unknown: gives it up, then tries to take it over, as at the start. */
  stepDown(log: OpenLog, reason: Error): void {
    if (this.#state.kind !== 'writer' || this.#state.log !== log) return;
    if (!this.#closed) this.#deps.logger.warn({ err: reason, epoch: log.epoch }, 'this process gives the log up');
    const left = log.tenure.leave().catch(() => undefined);
    this.#state = { kind: 'trying', done: left.then(() => this.#try()) };
  }

  /** Gives the log back. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#keeping);
    if (this.#state.kind === 'trying') await this.#state.done;
    if (this.#state.kind === 'writer') {
      await this.#keep();
      await this.#state.log.tenure.leave();
    }
    if (this.#state.kind === 'stopped') await this.#state.tenure.leave();
    await this.#deps.store.close();
  }

  #tryNow(): void {
    clearTimeout(this.#timer);
    const done = this.#try();
    // Whoever stands by goes on to say so meanwhile; for everybody else it is worth waiting for the answer.
    if (this.#state.kind !== 'standby') this.#state = { kind: 'trying', done };
  }

  async #try(): Promise<void> {
    let next: State = { kind: 'unknown', cause: new Error('closed') };
    try {
      if (!this.#closed) next = await this.#attempt();
    } catch (cause) {
      next = { kind: 'unknown', cause };
    }
    this.#become(next);
  }

  async #attempt(): Promise<State> {
    const tenure = await this.#deps.store.enter();
    if (tenure === undefined) {
      this.#newest = (await this.#keptCheckpoint()) ?? this.#newest;
      return { kind: 'standby' };
    }
    try {
      return { kind: 'writer', log: await this.#takeOver(tenure) };
    } catch (error) {
      if (error instanceof AppError) {
        await tenure.leave();
        throw error;
      }
      // The lock stays held: whoever does not know what was signed here must not go on from less.
      const reason = error instanceof Error ? error : new Error('the log cannot be opened', { cause: error });
      return { kind: 'stopped', reason, tenure };
    }
  }

  async #takeOver(tenure: Tenure): Promise<OpenLog> {
    const stored = tenure.head;
    const open = openLog(stored);
    await requireSameHistory(this.#deps.store, this.#signedHere, stored);
    await this.#deps.examine?.(stored);
    const { epoch, lastRecordedMs } = stored;
    return { tenure, epoch, memory: new WriterMemory(), lastRecordedMs, head: open.sign(this.#deps.signer) };
  }

  #become(next: State): void {
    const { logger } = this.#deps;
    const before = this.#state.kind;
    this.#state = next;
    if (next.kind === 'writer') {
      const { log } = next;
      this.advance(log, log.head, log.lastRecordedMs);
      void log.tenure.over.then((reason) => {
        this.stepDown(log, reason);
      });
      logger.info({ epoch: log.epoch, size: log.head.size }, 'this process writes the log');
      return;
    }
    if (next.kind === 'stopped') logger.fatal({ err: next.reason }, 'this process does not write the log any more');
    if (next.kind === 'standby' && before !== 'standby') logger.info('another process writes the log');
    if (this.#closed || next.kind === 'stopped') return;
    if (next.kind === 'unknown') logger.warn({ err: next.cause }, 'it cannot be found out who writes the log');
    this.#timer = setTimeout(() => {
      this.#tryNow();
    }, TRY_AGAIN_MS).unref();
  }

  async #keep(): Promise<void> {
    try {
      if (this.#newest !== undefined) await this.#deps.store.keepCheckpoint(this.#newest);
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'the checkpoint was not kept for those who stand by');
    }
  }

  /** Signed by the log itself, or it is none. */
  async #keptCheckpoint(): Promise<SignedCheckpoint | undefined> {
    const { store, signer } = this.#deps;
    const note = await store.readCheckpoint();
    if (note === undefined) return undefined;
    const { size, root } = openCheckpoint({ note, verifiers: [signer.verifier], origin: signer.name });
    return { size, root, note };
  }
}

function causeOf(state: State): unknown {
  return state.kind === 'unknown' ? state.cause : undefined;
}

/** @throws Error when what was signed here is not a part of the log any more, as after a backup was put back */
async function requireSameHistory(
  store: SequencerStore,
  signed: SignedCheckpoint | undefined,
  stored: LogHead,
): Promise<void> {
  if (signed === undefined || signed.size === 0) return;
  if (stored.size < signed.size) throw new Error('the log has lost entries that were signed');
  const [oldSize, newSize] = [signed.size, stored.size];
  const proof = await consistencyProof({ oldSize, newSize }, (nodes) => store.readNodes(nodes));
  if (!verifyConsistency({ oldSize, oldRoot: signed.root, newSize, newRoot: stored.root, proof }))
    throw new Error('the log has another history than the one that was signed');
}
