import { setTimeout as delay } from 'node:timers/promises';
import { AppError, isErrorCode } from '#platform/errors';
import { MAX_EVENTS_PER_APPEND, appendResultsSchema } from './event.ts';
import type { Instances } from './instances.ts';
import type { AppendReceipt, AppendResult, AuditEvent } from './event.ts';

/**
 * Calls of one process that are under way at a time. While they are, the next one collects; more of them would only divide the same
 * events into smaller batches.
 */
const MAX_CALLS = 2;
/** Time that an event waits for company when nobody waits for its answer, in milliseconds. */
const PATIENCE_MS = 20;
/** Pause before events go again of which an instance said that it could not take them, in milliseconds. */
const REPEAT_PAUSE_MS = 20;

export interface AppendQueue {
  /**
   * Appends one event, in one call with whatever else waits. The event is never sent under another id, and what becomes of others in the
   * call is no matter of its own.
   * @param options.timeoutMs for everything: waiting, each attempt, the answer
   * @param options.patient whether it may wait a moment for a call that leaves anyway: nobody waits for its answer
   * @throws AppError with what the log answered; Error when there was no answer in time
   */
  append(
    event: AuditEvent,
    options: { readonly timeoutMs: number; readonly patient?: boolean },
  ): Promise<AppendReceipt>;
}

interface Waiting {
  readonly event: AuditEvent;
  /** When it leaves at the latest, with company or without, and when it is given up; both by `performance.now()`. */
  readonly leavesBy: number;
  readonly deadline: number;
  readonly resolve: (receipt: AppendReceipt) => void;
  readonly reject: (error: unknown) => void;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Collects the appends of one process into few calls. A call leaves as soon as there is a place for it, unless it would hold nothing but what
 * can wait: outcomes of changes share the call, and the batch, of the next change.
 */
export function createAppendQueue(instances: Instances): AppendQueue {
  const queue = new Set<Waiting>();
  let calls = 0;
  let starting = false;
  let alarm: NodeJS.Timeout | undefined;

  const start = (): void => {
    starting = false;
    while (queue.size > 0 && calls < MAX_CALLS) {
      const pauseMs = pauseBefore(queue);
      if (pauseMs > 0) {
        alarm ??= setTimeout(() => {
          alarm = undefined;
          start();
        }, pauseMs);
        return;
      }
      const group = takeFirst(queue, MAX_EVENTS_PER_APPEND);
      calls += 1;
      void send(instances, group).then((again) => {
        calls -= 1;
        for (const waiting of again) queue.add(waiting);
        start();
      });
    }
  };
  const append: AppendQueue['append'] = (event, { timeoutMs, patient = false }) =>
    new Promise((resolve, reject) => {
      const now = performance.now();
      const leavesBy = patient ? now + PATIENCE_MS : now;
      const waiting: Waiting = { event, leavesBy, deadline: now + timeoutMs, resolve, reject, timer: undefined };
      waiting.timer = setTimeout(() => {
        queue.delete(waiting);
        reject(new Error(`the log did not answer within ${String(timeoutMs)} ms`));
      }, timeoutMs).unref();
      queue.add(waiting);
      // Not before everything of the same turn is in the queue.
      if (!starting) queueMicrotask(start);
      starting = true;
    });
  return { append };
}

/** How long everything that waits can still wait, in milliseconds; not at all once a call is full. */
function pauseBefore(queue: ReadonlySet<Waiting>): number {
  if (queue.size >= MAX_EVENTS_PER_APPEND) return 0;
  const now = performance.now();
  let pauseMs = PATIENCE_MS;
  for (const { leavesBy } of queue) {
    pauseMs = Math.min(pauseMs, leavesBy - now);
    if (pauseMs <= 0) return 0;
  }
  return pauseMs;
}

function takeFirst(queue: Set<Waiting>, count: number): Waiting[] {
  const taken: Waiting[] = [];
  for (const waiting of queue) {
    if (taken.length === count) break;
    queue.delete(waiting);
    taken.push(waiting);
  }
  return taken;
}

/** @returns those that are worth sending again: the same events, under the same ids, so that it does not matter what became of them */
async function send(instances: Instances, group: readonly Waiting[]): Promise<readonly Waiting[]> {
  const deadline = Math.max(...group.map((waiting) => waiting.deadline));
  try {
    const results = await appendEach(instances, group, deadline);
    const again = group.filter((waiting, at) => !settle(waiting, results[at], instances));
    if (again.length > 0) await delay(REPEAT_PAUSE_MS);
    return again.filter((waiting) => waiting.deadline > performance.now());
  } catch (error) {
    for (const waiting of group) {
      clearTimeout(waiting.timer);
      waiting.reject(error);
    }
    return [];
  }
}

/** @returns false when the answer says that another attempt may end otherwise */
function settle({ timer, resolve, reject }: Waiting, result: AppendResult | undefined, instances: Instances): boolean {
  const code = result?.code ?? 'AUDIT_UNAVAILABLE';
  if (result?.receipt === undefined && instances.mayRepeat(code)) return false;
  clearTimeout(timer);
  if (result?.receipt !== undefined) resolve(result.receipt);
  else reject(new AppError(isErrorCode(code) ? code : 'AUDIT_UNAVAILABLE'));
  return true;
}

async function appendEach(
  instances: Instances,
  group: readonly Waiting[],
  deadline: number,
): Promise<readonly AppendResult[]> {
  const events = group.map(({ event }) => event);
  const answer = await instances.ask(
    (service, timeoutMs) =>
      service.callJson({
        method: 'POST',
        path: '/internal/append',
        json: { events, answers: 'each' },
        requestId: events[0]?.requestId ?? 'append',
        timeoutMs,
        signal: AbortSignal.timeout(timeoutMs),
      }),
    deadline,
  );
  const { results } = appendResultsSchema.parse(answer);
  if (results.length !== group.length) throw new Error('the audit service did not answer for each event');
  return results;
}
