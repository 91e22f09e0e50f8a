import { AppError } from '#platform/errors';
import type { AppendReceipt } from '#platform/audit';
import type { Submission } from './batch-builder.ts';

/** Events of one batch at the most; a batch is whatever has come since the previous one was taken. */
const MAX_BATCH = 512;
/** Canonical bytes of the events of one batch at the most, unless a single event has more. */
const MAX_BATCH_BYTES = 1_048_576;
/** Events that are worth two batches. */
const CROWD = 32;
/** Events that may wait; beyond it the log says that it is busy, instead of growing without bound. */
const MAX_QUEUE = 10_000;

/** What became of one event of several that were appended at once. */
export type AppendResult = { readonly receipt: AppendReceipt } | { readonly error: AppError };

/** An event that was taken in and has no answer yet. */
export interface WaitingEvent {
  readonly submission: Submission;
  readonly byteSize: number;
  readonly settle: (result: AppendResult) => void;
}

/** What waits to be written, first come, first written. */
export class WaitingEvents {
  readonly #queue: WaitingEvent[] = [];
  #arrival: PromiseWithResolvers<void> | undefined;

  get length(): number {
    return this.#queue.length;
  }

  /** @throws AppError AUDIT_QUEUE_FULL when so many more cannot wait */
  requireRoom(count: number): void {
    if (this.#queue.length + count > MAX_QUEUE) throw new AppError('AUDIT_QUEUE_FULL');
  }

  add(waiting: WaitingEvent): void {
    this.#queue.push(waiting);
    this.#arrival?.resolve();
    this.#arrival = undefined;
  }

  /** Puts back what was taken and not written, before everything else; it is looked up the next time. */
  putBack(events: readonly WaitingEvent[]): void {
    this.#queue.unshift(
      ...events.map((waiting) => ({ ...waiting, submission: { ...waiting.submission, doubted: true } })),
    );
  }

  /** Resolves when the next one comes. */
  arrival(): Promise<void> {
    this.#arrival ??= Promise.withResolvers();
    return this.#arrival.promise;
  }

  /**
   * What fits into one batch. At least one. What was put back is by itself, so that nothing new can send it back again.
   * @param busy whether another batch commits meanwhile. When none does, a crowd is halved: callers that were all answered at once come back at
   *   once, and database and process would wait for each other for ever
   */
  takeBatch(busy: boolean): WaitingEvent[] {
    const most = busy || this.#queue.length < CROWD ? MAX_BATCH : Math.min(MAX_BATCH, this.#queue.length / 2);
    const doubted = this.#queue[0]?.submission.doubted;
    let count = 0;
    let byteSize = 0;
    for (const waiting of this.#queue) {
      byteSize += waiting.byteSize;
      if (waiting.submission.doubted !== doubted || count >= most || (count > 0 && byteSize > MAX_BATCH_BYTES)) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  takeAll(): WaitingEvent[] {
    return this.#queue.splice(0);
  }
}
