import { AppError, asAppError } from '#platform/errors';
import { measureEvent } from './leaf.ts';
import { WaitingEvents } from './waiting-events.ts';
import { writeAll } from './write-loop.ts';
import { requireWriter } from './writers.ts';
import { Writership } from './writership.ts';
import type { AppendReceipt, AuditEvent } from '#platform/audit';
import type { AppendResult } from './waiting-events.ts';
import type { SignedCheckpoint } from './signed-head.ts';
import type { WriteLoopDeps } from './write-loop.ts';

export type { AppendResult } from './waiting-events.ts';

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

export type SequencerDeps = WriteLoopDeps;

/**
 * The log, as one process writes it or waits to. Batches form by themselves: while one commits, the next collects
 * (`write-loop.ts`); there is no timer.
 * @throws Error when the database cannot be read, or the stored head does not agree with itself
 */
export async function startSequencer(deps: SequencerDeps): Promise<Sequencer> {
  const writership = new Writership(deps);
  await writership.start();
  const queue = new WaitingEvents();
  let running: Promise<void> | undefined;
  let closed = false;

  const flush = async (): Promise<void> => {
    // Something may have come since the last look of `writeAll`; between this look and the next line nothing can.
    while (queue.length > 0) await writeAll(deps, writership, queue);
    running = undefined;
  };
  /** @throws AppError when `count` events cannot wait here */
  const requireRoom = (count: number): void => {
    if (closed) throw new AppError('AUDIT_UNAVAILABLE', { cause: new Error('the sequencer is closed') });
    const refusal = writership.refusal();
    if (refusal !== undefined) throw refusal;
    queue.requireRoom(count);
  };
  const enqueue = (event: AuditEvent, service: string): Promise<AppendResult> =>
    new Promise((settle) => {
      try {
        requireWriter(service, event);
        const { eventHash, byteSize } = measure(event, service);
        queue.add({ submission: { event, service, eventHash, doubted: false }, byteSize, settle });
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
