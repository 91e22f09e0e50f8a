import { Pool } from 'undici';
import { AppError, isErrorCode } from '#platform/errors';
import { postBuffered } from './buffered-call.ts';
import { REQUEST_ID_HEADER } from './request-id.ts';
import { clientTlsOptions } from './service-tls.ts';
import type { Readable } from 'node:stream';
import type { RequestSigner } from '#platform/signing';
import type { BufferedAnswer, CallLimits } from './buffered-call.ts';
import type { ServiceTls } from './service-tls.ts';

/** Most calls to one service at a time; the others wait. */
const CONNECTIONS = 32;
const DEFAULT_TIMEOUT_MS = 10_000;
/** A service's JSON answer beyond this is a fault, not data, unless the call says that it expects more. */
const MAX_ANSWER_BYTES = 16 * 1_048_576;

export interface ServiceCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** With its leading `?`, or absent. */
  readonly query?: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it comes; the signature then covers the headers only. */
  readonly stream?: Readable;
  readonly headers?: Readonly<Record<string, string>>;
  /** Context token of the person on whose behalf the call is made. */
  readonly contextToken?: string | undefined;
  readonly requestId: string;
  /** Until the answer's headers, and then between parts of its body. */
  readonly timeoutMs?: number;
  /** Most bytes of a JSON answer; 16 MiB when absent. */
  readonly maxAnswerBytes?: number;
  readonly signal?: AbortSignal;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readable;
}

export interface ServiceClient {
  /** Any status is an answer. @throws AppError SERVICE_UNAVAILABLE when none came */
  call(call: ServiceCall): Promise<ServiceAnswer>;
  /** For JSON answers; a problem with a registered code is thrown as that error. */
  callJson(call: ServiceCall): Promise<unknown>;
  close(): Promise<void>;
}

/** A POST of JSON whose whole answer is wanted at once. */
export interface BufferedCall extends CallLimits {
  readonly path: string;
  /** Text of the JSON. */
  readonly json: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Context token of the person on whose behalf the call is made. */
  readonly contextToken: string | undefined;
  readonly requestId: string;
  /** It may be made twice: it changes nothing. */
  readonly isRepeatable: boolean;
  /** Told when it is made again. */
  readonly onRepeat: () => void;
}

/** A client for many small calls: no streams, one deadline for all of a call, an end that the callee notices. */
export interface BufferingClient {
  /** Any status is an answer. @throws AppError SERVICE_UNAVAILABLE when none came; `failedStage` says how far the call got */
  exchange(call: BufferedCall): Promise<BufferedAnswer>;
}

/**
 * A signing HTTP client for one other service, with kept-alive connections of its own.
 * @param options.connections most calls at a time; the others wait
 * @param options.tls shown to the callee, whose certificate must name it
 * @throws Error when there is `tls` and the address is not https: nothing would be shown and nobody asked who they are
 */
export function createServiceClient(options: {
  readonly callee: string;
  readonly baseUrl: string;
  readonly sign: RequestSigner;
  readonly connections?: number;
  readonly tls?: ServiceTls | undefined;
}): ServiceClient & BufferingClient {
  const { callee, baseUrl, tls } = options;
  if (tls !== undefined && new URL(baseUrl).protocol !== 'https:')
    throw new Error(`the address of ${callee} must be https when mutual TLS is on`);
  const pool = new Pool(baseUrl, {
    connections: options.connections ?? CONNECTIONS,
    pipelining: 1,
    ...(tls === undefined ? {} : { connect: clientTlsOptions(tls, callee) }),
  });
  const call = async (request: ServiceCall): Promise<ServiceAnswer> => {
    const body = request.json === undefined ? undefined : Buffer.from(JSON.stringify(request.json));
    const headers: Record<string, string> = {
      ...request.headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(request.contextToken === undefined ? {} : { authorization: `Bearer ${request.contextToken}` }),
      [REQUEST_ID_HEADER]: request.requestId,
    };
    const { method, path, query = '' } = request;
    const streamed = request.stream !== undefined;
    const signature = options.sign({ callee, method, path, query, headers, body, streamed });
    const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    try {
      const answer = await pool.request({
        method,
        path: path + query,
        headers: { ...headers, ...signature },
        body: request.stream ?? body ?? null,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      });
      return { status: answer.statusCode, headers: answer.headers, body: answer.body };
    } catch (cause) {
      throw new AppError('SERVICE_UNAVAILABLE', { cause });
    }
  };
  return {
    exchange: (request) => exchange(pool, callee, options.sign, request),
    call,
    callJson: async (request) => readProblemOrJson(await call(request), request.maxAnswerBytes),
    close: () => pool.close(),
  };
}

function exchange(pool: Pool, callee: string, sign: RequestSigner, request: BufferedCall): Promise<BufferedAnswer> {
  const { path, contextToken } = request;
  const body = Buffer.from(request.json);
  const headers: Record<string, string> = { ...request.headers, 'content-type': 'application/json' };
  if (contextToken !== undefined) headers['authorization'] = `Bearer ${contextToken}`;
  headers[REQUEST_ID_HEADER] = request.requestId;
  Object.assign(headers, sign({ callee, method: 'POST', path, query: '', headers, body, streamed: false }));
  return postBuffered(pool, { path, headers, body }, request);
}

/**
 * The JSON of an answer of any status; `undefined` when it has no body. For callers that read problems themselves.
 * @throws AppError SERVICE_UNAVAILABLE when it is cut off, too large or not JSON
 */
export async function readAnswerJson(answer: ServiceAnswer, maxBytes = MAX_ANSWER_BYTES): Promise<unknown> {
  const content = await readBounded(answer.body, maxBytes);
  try {
    return content.length === 0 ? undefined : (JSON.parse(content.toString('utf8')) as unknown);
  } catch (cause) {
    throw new AppError('SERVICE_UNAVAILABLE', { cause });
  }
}

/** The JSON of an answer; a problem with a registered code is thrown as that error. @throws AppError */
export async function readProblemOrJson(answer: ServiceAnswer, maxBytes?: number): Promise<unknown> {
  const value = await readAnswerJson(answer, maxBytes);
  if (answer.status < 400) return value;
  const code = typeof value === 'object' && value !== null && 'code' in value ? value.code : undefined;
  throw new AppError(isErrorCode(code) ? code : 'SERVICE_UNAVAILABLE', {
    cause: new Error(`status ${String(answer.status)}`),
  });
}

async function readBounded(body: Readable, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > maxBytes) throw new Error('the answer is too large');
      parts.push(part);
    }
  } catch (cause) {
    throw new AppError('SERVICE_UNAVAILABLE', { cause });
  }
  return Buffer.concat(parts);
}
