import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError, asAppError } from '#platform/errors';
import { answerSoon } from './answers.ts';
import { prepareBatch } from './batch.ts';
import { advanceTo } from './signed-head.ts';
import { KnownEventError } from './types.ts';
import type { Clock } from '#platform/clock';
import type { PreparedBatch } from './batch.ts';
import type { NodeCache } from './node-cache.ts';
import type { SubjectKeys } from './subject-keys.ts';
import type { LogHead } from './types.ts';
import type { WaitingEvent, WaitingEvents } from './waiting-events.ts';
import type { OpenLog, Writership, WritershipDeps } from './writership.ts';

/**
 * A commit that took longer may have been answered while this process was stopped and another one took over, in milliseconds. The server
 * ends the session of a writer that is silent for two seconds, so what came sooner came from a session that lives.
 */
const FRESH_MS = 1_500;

export interface WriteLoopDeps extends WritershipDeps {
  readonly nodes: NodeCache;
  readonly subjectKeys: SubjectKeys;
  readonly clock: Clock;
}

/** A batch that was built, and may be on its way to the database. */
interface BuiltBatch extends PreparedBatch {
  readonly log: OpenLog;
  readonly events: readonly WaitingEvent[];
  readonly recordedMs: number;
}

/**
 * Writes what waits, batch after batch, until nothing does. While one batch commits the next is built on top of it, so that database and
 * process both have work; it is not sent before the one below it is durable. A batch that fails takes what was built on it with it: the
 * log is given up, and with it everything that was not committed.
 */
export async function writeAll(deps: WriteLoopDeps, writership: Writership, queue: WaitingEvents): Promise<void> {
  let below: SentBatch | undefined;
  while (queue.length > 0 || below !== undefined) {
    if (queue.length === 0) await Promise.race([below?.settled, queue.arrival()]);
    if (below?.state() === 'written') below = undefined;
    if (queue.length === 0 && below?.state() !== 'known') continue;
    // Whatever else comes in this turn belongs into the same batch.
    await nextTurn();
    const above = queue.length === 0 ? undefined : await buildNext(deps, writership, queue, below?.batch);
    await below?.settled;
    if (below?.state() === 'known') {
      below.batch.log.memory.forget();
      queue.putBack([...below.batch.events, ...(above?.events ?? [])]);
      below = undefined;
    } else {
      below = above && send(deps, writership, above);
    }
  }
}

/** A batch that is on its way to the database. */
interface SentBatch {
  readonly batch: BuiltBatch;
  /** Resolves when the database has answered. */
  readonly settled: Promise<void>;
  /** Written or given up, once and for all; or to be built again, and what is built on top of it as well: one of its events is known. */
  state(): 'sent' | 'written' | 'known';
}

function send(deps: WriteLoopDeps, writership: Writership, batch: BuiltBatch): SentBatch {
  let state: ReturnType<SentBatch['state']> = 'sent';
  const settled = finish(deps, writership, batch).then((became) => {
    state = became;
  });
  return { batch, settled, state: () => state };
}

/** @returns undefined when there is nothing to commit: nobody may write, or what is needed to know cannot be read */
async function buildNext(
  deps: WriteLoopDeps,
  writership: Writership,
  queue: WaitingEvents,
  below: BuiltBatch | undefined,
): Promise<BuiltBatch | undefined> {
  let log: OpenLog;
  try {
    log = await writership.log();
  } catch (error) {
    refuse(queue.takeAll(), asAppError(error));
    return undefined;
  }
  const events = queue.takeBatch(below !== undefined);
  // A batch of an earlier tenure is not below anything: what it left is in the head that was taken over.
  const base = below?.log === log ? below : undefined;
  const recordedMs = Math.max(deps.clock.now(), base?.recordedMs ?? log.lastRecordedMs);
  try {
    const prepared = await prepareBatch(
      { ...deps, store: log.tenure, memory: log.memory, recordedAt: new Date(recordedMs).toISOString() },
      { frontier: base?.frontier ?? log.head.frontier, rows: base?.rows },
      events.map(({ submission }) => submission),
    );
    return { ...prepared, log, events, recordedMs };
  } catch (cause) {
    giveUp(deps, events, cause);
    return undefined;
  }
}

/** Commits, signs and answers. Never rejects. */
async function finish(deps: WriteLoopDeps, writership: Writership, batch: BuiltBatch): Promise<'written' | 'known'> {
  const { log, events, rows, frontier, results, recordedMs } = batch;
  try {
    if (rows.entries.length > 0) {
      const next = advanceTo(frontier);
      if ((await commit(writership, batch, next.stored)) === 'known') return 'known';
      // Durable from here. A crash before the answer loses no entry: the caller finds it by its event id.
      deps.nodes.add(rows.nodes);
      writership.advance(log, next.sign(deps.signer), recordedMs);
    } else if (!writership.holds(log)) {
      // What was refused or known was so because of a batch below it that may never have been committed.
      throw new Error('the log was given up before this batch was answered');
    }
    answerSoon(deps.nodes, log.head, events, results);
  } catch (cause) {
    giveUp(deps, events, cause);
  }
  return 'written';
}

/**
 * Resolves once the batch is committed and this process was still the writer after it.
 * @returns `known` when nothing was written, because one of the events is there and nobody has looked
 */
async function commit(
  writership: Writership,
  { log, rows, events }: BuiltBatch,
  next: LogHead,
): Promise<'written' | 'known'> {
  const { tenure, head, epoch } = log;
  try {
    if (!writership.holds(log)) throw new Error('the log was given up before this batch was sent');
    const since = performance.now();
    await tenure.commit(rows, { size: head.size, epoch }, next);
    if (performance.now() - since < FRESH_MS) return 'written';
    const stored = await tenure.readHead();
    if (stored.epoch !== epoch) throw new Error('another process has taken over the log');
    return 'written';
  } catch (error) {
    if (error instanceof KnownEventError && !events.every(({ submission }) => submission.doubted)) return 'known';
    // Nobody here knows whether it happened. What is committed is read, and signed, by whoever takes the log over next.
    writership.stepDown(log, error instanceof Error ? error : new Error('a commit failed', { cause: error }));
    throw error;
  }
}

function giveUp({ logger }: WriteLoopDeps, events: readonly WaitingEvent[], cause: unknown): void {
  logger.error({ err: cause, events: events.length }, 'a batch was not confirmed');
  refuse(events, new AppError('AUDIT_UNAVAILABLE', { cause }));
}

function refuse(events: readonly WaitingEvent[], error: AppError): void {
  for (const { settle } of events) settle({ error });
}
