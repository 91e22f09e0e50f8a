import { AppError } from '#platform/errors';
import { BATCH_PATH, readBatchAnswer, writeBatch } from '#platform/graphql';
import { createAbortNotice, failedStage } from '#platform/http';
import { readAnswer } from './read-answer.ts';
import type { AbortNotice, BufferedAnswer, BufferingClient } from '#platform/http';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { PendingCall } from './pending-call.ts';
import type { Answer } from './read-answer.ts';
import type { TransportCounters } from './transport-metrics.ts';

const SINGLE_PATH = '/graphql';
const NOT_FOUND = 404;

export interface SendDeps {
  readonly client: BufferingClient;
  readonly breaker: CircuitBreaker;
  readonly counters: TransportCounters;
  /** Largest answer to one operation. */
  readonly maxAnswerBytes: number;
  /** A clock that is never set back, in milliseconds. */
  readonly nowMs: () => number;
}

/**
 * Makes one call over HTTP for one or several operations of one caller, and tells everybody who waits. It ends when nobody waits any more.
 * @param calls at least one, all of the same caller
 */
export async function sendCalls(deps: SendDeps, calls: readonly PendingCall[]): Promise<void> {
  const report = deps.breaker.admit();
  if (report === undefined) {
    deps.counters.ended('refused');
    const facts = { retryAfterSeconds: Math.ceil(deps.breaker.waitMs() / 1_000) };
    failAll(calls, new AppError('SUBGRAPH_UNAVAILABLE', { facts, cause: new Error('the circuit is open') }));
    return;
  }
  const begunAtMs = deps.nowMs();
  const patience = patienceOf(calls);
  try {
    const answer = await exchange(deps, calls, patience.signal);
    patience.over();
    if (calls.length > 1 && answer.status === NOT_FOUND) {
      // A service from before it knew the route; queries may be sent again.
      report('answered');
      for (const call of calls) void sendCalls(deps, [call]);
      return;
    }
    report(settleAll(calls, answer, deps.nowMs() - begunAtMs) ? 'answered' : 'failed');
    deps.counters.ended('answered');
  } catch (error) {
    // Somebody who leaves soon says nothing about the subgraph; many who waited long and left do.
    patience.over();
    const stage = failedStage(error);
    report(stage === 'abandoned' && deps.nowMs() - begunAtMs < timeoutOf(calls) / 2 ? 'nothing' : 'failed');
    deps.counters.ended(stage ?? 'cut');
    failAll(calls, asError(error));
  }
}

/** @throws AppError SERVICE_UNAVAILABLE when there is no answer */
function exchange(
  { client, counters, maxAnswerBytes }: SendDeps,
  calls: readonly PendingCall[],
  signal: AbortNotice,
): Promise<BufferedAnswer> {
  const [first, ...others] = calls;
  if (first === undefined) throw new Error('there is nothing to send');
  if (others.length > 0) counters.together(calls.length);
  const { caller, requestId } = first;
  return client.exchange({
    ...(others.length === 0
      ? { path: SINGLE_PATH, json: first.body }
      : {
          path: BATCH_PATH,
          json: writeBatch(calls.map(({ body, requestId: id }) => ({ requestId: id, request: body }))),
        }),
    headers: caller.headers,
    contextToken: caller.contextToken,
    requestId,
    timeoutMs: timeoutOf(calls),
    maxAnswerBytes: maxAnswerBytes * calls.length,
    signal,
    // A change is made once, whatever became of its answer; its idempotency key is for the client to repeat it with.
    isRepeatable: calls.every(({ operation }) => operation.isQuery),
    onRepeat: () => {
      counters.repeated();
    },
  });
}

const NOBODY_WAITS = new Error('nobody waits for the answer');

/** A signal that is aborted when everybody has left; until it is said that the call is over, after which all leave with their answer. */
function patienceOf(calls: readonly PendingCall[]): { readonly signal: AbortNotice; readonly over: () => void } {
  const { signal, abort } = createAbortNotice();
  let isOver = false;
  const left = (): void => {
    if (!isOver && calls.every((call) => call.isAbandoned())) abort(NOBODY_WAITS);
  };
  for (const call of calls) call.whenLeft(left);
  const over = (): void => {
    isOver = true;
  };
  return { signal, over };
}

function timeoutOf(calls: readonly PendingCall[]): number {
  return Math.max(...calls.map(({ operation }) => operation.timeoutMs));
}

/** @returns whether the subgraph can be said to work */
function settleAll(calls: readonly PendingCall[], answer: BufferedAnswer, ms: number): boolean {
  const { status, body } = answer;
  const bodies = calls.length > 1 && status === 200 ? readBatchAnswer(body, calls.length) : calls.map(() => body);
  let works = true;
  for (const [index, call] of calls.entries()) {
    const bytes = bodies[index] ?? body;
    try {
      const first = readAnswer(status, bytes);
      call.operation.saw(bytes.length, ms);
      call.settle(onceThen(first, () => readAnswer(status, bytes)));
    } catch (error) {
      works &&= status < 500 && error instanceof AppError && error.status < 500;
      call.fail(asError(error));
    }
  }
  return works;
}

/** Most answers have one reader, for whom they are parsed once. */
function onceThen(first: Answer, again: () => Answer): () => Answer {
  let isTaken = false;
  return () => {
    if (isTaken) return again();
    isTaken = true;
    return first;
  };
}

function failAll(calls: readonly PendingCall[], error: Error): void {
  for (const call of calls) call.fail(error);
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('the call failed', { cause: thrown });
}
