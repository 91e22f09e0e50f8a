import { createAbortNotice } from '#platform/http';
import type { ServerResponse } from 'node:http';
import type { AbortNotice } from '#platform/http';

/** The time that one request has. */
export interface RequestTime {
  /** Aborted when the client closes its connection, or the time is over, before the answer is complete. */
  readonly signal: AbortNotice;
  /** When the request came in, by `performance.now()`. */
  readonly receivedAtMs: number;
  /** Moves the end to this many milliseconds from now, if that is later. */
  readonly allowMs: (ms: number) => void;
  /** Whether the time was over before there was an answer. */
  isOver(): boolean;
}

/** What is left for everything else, when a part of a request may take as long as it says. */
const REST_MS = 5_000;

/**
 * Attack: requests that make services slow and hold connection, memory and a place in every queue behind them until each part has had
 * its own time. Rule: one deadline for a request as a whole, and nobody works for a client that has left.
 */
export function beginRequestTime(
  response: Pick<ServerResponse, 'once' | 'writableFinished'>,
  timeoutMs: number,
): RequestTime {
  const receivedAtMs = performance.now();
  const { signal, abort } = createAbortNotice();
  let endsAtMs = receivedAtMs + timeoutMs;
  let isOver = false;
  const end = (): void => {
    isOver = true;
    abort(new Error('the time for the request is over'));
  };
  let timer = setTimeout(end, timeoutMs).unref();
  response.once('close', () => {
    clearTimeout(timer);
    if (!response.writableFinished) abort(new Error('the client went away'));
  });
  return {
    signal,
    receivedAtMs,
    allowMs: (ms) => {
      const laterMs = performance.now() + ms + REST_MS;
      if (laterMs <= endsAtMs || signal.aborted) return;
      endsAtMs = laterMs;
      clearTimeout(timer);
      timer = setTimeout(end, ms + REST_MS).unref();
    },
    isOver: () => isOver,
  };
}
