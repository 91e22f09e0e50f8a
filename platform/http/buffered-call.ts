import { AppError } from '#platform/errors';
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { AbortNotice } from './abort-notice.ts';

/**
 * How far a call got that has no answer: no connection was made; nothing came back; the answer was cut off or too large; it took
 * too long; nobody waited for it any more.
 */
export type FailedStage = 'unsent' | 'unanswered' | 'cut' | 'late' | 'abandoned';

export interface BufferedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A request as it goes on the wire, signed. */
export interface WireRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface CallLimits {
  /** For everything: waiting for a connection, sending, the whole answer. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /** Ends the call, and the connection with it, so that the callee learns that nobody waits. */
  readonly signal: AbortNotice;
}

/** Failures of a connection that was never there (node:net, undici). */
const NEVER_CONNECTED: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const stages = new WeakMap<object, FailedStage>();

/** How far the call got that ended with `error`; undefined for errors that are not of a buffered call. */
export function failedStage(error: unknown): FailedStage | undefined {
  return typeof error === 'object' && error !== null ? stages.get(error) : undefined;
}

/**
 * One POST whose whole answer is wanted at once. Straight on the dispatcher: no stream is made, and a chunk is copied only when there
 * are several.
 * @throws AppError SERVICE_UNAVAILABLE, of which `failedStage` knows more
 */
export function postBuffered(
  dispatcher: Dispatcher,
  request: WireRequest,
  limits: CallLimits,
): Promise<BufferedAnswer> {
  return new Promise((resolve, reject) => {
    const { timeoutMs, signal } = limits;
    let controller: Dispatcher.DispatchController | undefined;
    let ended = false;
    const end = (): boolean => {
      if (ended) return false;
      ended = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      return true;
    };
    const fail = (stage: FailedStage, cause: Error): void => {
      if (!end()) return;
      reject(failure(stage, cause));
      controller?.abort(cause);
    };
    const onAbort = (): void => {
      fail('abandoned', new Error('nobody waits for the answer'));
    };
    const timer = setTimeout(() => {
      fail('late', new Error(`there was no answer within ${String(Math.round(timeoutMs))} ms`));
    }, timeoutMs).unref();
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) {
      onAbort();
      return;
    }
    const answer = collect(limits.maxAnswerBytes, fail, (complete) => {
      if (end()) resolve(complete);
    });
    const onRequestStart = (given: Dispatcher.DispatchController): void => {
      controller = given;
      if (ended) given.abort(new Error('the call ended before it was sent'));
    };
    const { path, headers, body } = request;
    // The time limit above is for everything together; those of the dispatcher start anew with each part.
    const options = { method: 'POST', path, headers, body, headersTimeout: 0, bodyTimeout: 0 } as const;
    dispatcher.dispatch(options, { ...answer, onRequestStart });
  });
}

/**
 * Attack: an answer without an end, by a service that was taken over or by a query that nobody thought of, which fills the memory of
 * whoever waits for it. Rule: bytes are counted while they arrive, and one too many ends the call.
 */
function collect(
  maxBytes: number,
  fail: (stage: FailedStage, cause: Error) => void,
  complete: (answer: BufferedAnswer) => void,
): Dispatcher.DispatchHandler {
  let begun: Omit<BufferedAnswer, 'body'> | undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  const tooLarge = (): void => {
    fail('cut', new Error('the answer is too large'));
  };
  return {
    onResponseStart: (_controller, status, headers) => {
      // An interim answer (RFC 9110 section 15.2) is none.
      if (status < 200) return;
      begun = { status, headers };
      if (Number(headers['content-length'] ?? 0) > maxBytes) tooLarge();
    },
    onResponseData: (_controller, chunk) => {
      size += chunk.length;
      if (size > maxBytes) tooLarge();
      else chunks.push(chunk);
    },
    onResponseEnd: () => {
      const [only] = chunks;
      const body = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
      if (begun !== undefined) complete({ ...begun, body });
    },
    onResponseError: (_controller, error) => {
      fail(begun === undefined ? stageBeforeAnswer(error) : 'cut', error);
    },
  };
}

function stageBeforeAnswer(error: Error): FailedStage {
  return 'code' in error && NEVER_CONNECTED.has(error.code) ? 'unsent' : 'unanswered';
}

function failure(stage: FailedStage, cause: Error): AppError {
  const error = new AppError('SERVICE_UNAVAILABLE', { cause });
  stages.set(error, stage);
  return error;
}
