import { REQUEST_ID_HEADER, dropIfStalled } from '#platform/http';
import { admit } from './edge-rules.ts';
import { answerGraphql } from './graphql-answer.ts';
import { graphqlRefusal } from './graphql-error.ts';
import { parseGraphqlRequest, withPathId } from './graphql-request.ts';
import { acceptsJson } from './json-answer.ts';
import { isJsonBody } from './json-body.ts';
import { beginRequestTime } from './request-time.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppError } from '#platform/errors';
import type { Logger } from '#platform/logging';
import type { Edge } from './create-edge.ts';
import type { HttpLimits } from './http-limits.ts';
import type { Admitted } from './edge-rules.ts';
import type { GraphqlAnswer } from './graphql-answer.ts';
import type { GraphqlRouteDeps } from './graphql-route.ts';

const PATH = '/graphql';
/** With the id of a document that needs no decoding, within what the router takes for a parameter. */
const PATH_WITH_ID = /^\/graphql\/([\w.~-]{1,100})$/;

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Answers the usual request to `POST /graphql` ahead of the router, which takes about as long as everything that is done for a small one. Which
 * requests these are is decided by the head alone, before anything is read; every other one goes to the router as it came, and is answered
 * by `registerGraphqlRoute`. Both ask `answerGraphql`, so neither runs what the other would refuse.
 */
export function answerPlainRequests(
  { server, rules }: Edge,
  deps: GraphqlRouteDeps & { readonly logger: Logger },
): void {
  const routed = server.server.listeners('request') as RequestListener[];
  const always: string[] = [];
  addFields(always, rules.headers);
  let isClosing = false;
  server.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  server.server.removeAllListeners('request');
  server.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const plain = isClosing ? undefined : plainRequest(request, rules.limits);
    const admitted = plain && admit(rules, request);
    if (plain === undefined || admitted === undefined) {
      for (const listener of routed) listener(request, response);
      return;
    }
    const since = performance.now();
    readBody(request, { length: plain.length, timeoutMs: rules.limits.bodyTimeMs }, (bytes) => {
      void answerOf(deps, { request, response, bytes, documentId: plain.documentId, admitted }).then((answer) => {
        const fields = [...always, REQUEST_ID_HEADER, admitted.id];
        addFields(fields, rules.corsHeaders(request.headers.origin));
        if (isClosing) fields.push('connection', 'close');
        send(response, answer, fields);
        const { status } = answer;
        const ms = performance.now() - since;
        const route = plain.documentId === undefined ? PATH : `${PATH}/:documentId`;
        rules.burst.answered(admitted.address, status);
        rules.answers.answered(route, answer, ms);
        deps.logger.info({ requestId: admitted.id, method: 'POST', route, status, ms: Math.round(ms) }, 'request');
      });
    });
  });
}

interface PlainRequest {
  readonly documentId: string | undefined;
  /** Bytes of the body. */
  readonly length: number;
}

/** @returns undefined for anything but a POST of JSON whose length is known and within the limit */
function plainRequest(request: IncomingMessage, { bodyBytes }: HttpLimits): PlainRequest | undefined {
  const { method, url = '', headers } = request;
  if (method !== 'POST') return undefined;
  const documentId = url === PATH ? undefined : PATH_WITH_ID.exec(url)?.[1];
  if (url !== PATH && documentId === undefined) return undefined;
  if (headers['transfer-encoding'] !== undefined || !isJsonBody(request) || !acceptsJson(request)) return undefined;
  const length = Number(headers['content-length']);
  return length > 0 && length <= bodyBytes ? { documentId, length } : undefined;
}

/** A body that comes too slowly has its connection closed, as by `boundBodyTime`. */
function readBody(
  request: IncomingMessage,
  { length, timeoutMs }: { readonly length: number; readonly timeoutMs: number },
  done: (bytes: Buffer) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => request.destroy(), timeoutMs).unref();
  request.once('close', () => {
    clearTimeout(timer);
  });
  request.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size < length) return;
    clearTimeout(timer);
    done(chunks.length === 1 ? chunk : Buffer.concat(chunks));
  });
}

async function answerOf(
  deps: GraphqlRouteDeps & { readonly logger: Logger },
  received: {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly bytes: Buffer;
    readonly documentId: string | undefined;
    readonly admitted: Admitted;
  },
): Promise<GraphqlAnswer> {
  const { request, response, admitted } = received;
  const { id, address } = admitted;
  let log: Logger | undefined;
  const sender = {
    id,
    headers: request.headers,
    address,
    // Made when something is said; most requests say nothing.
    get log() {
      return (log ??= deps.logger.child({ requestId: id }));
    },
  };
  const time = beginRequestTime(response, deps.requestTimeoutMs);
  try {
    const call = withPathId(parseGraphqlRequest(received.bytes, deps.limits), received.documentId);
    return await answerGraphql(deps, call, sender, time, false);
  } catch (error) {
    return graphqlRefusal(deps.draft, error as AppError, { id, accept: request.headers.accept, log: sender.log });
  }
}

/** @param fields names and values of headers, one after the other: what Node takes with the least work */
function send(response: ServerResponse, { status, headers, body }: GraphqlAnswer, fields: string[]): void {
  dropIfStalled(response.socket, body);
  const length = Buffer.byteLength(body);
  addFields(fields, headers);
  fields.push('content-length', String(length));
  response.writeHead(status, fields);
  // One byte for each character is ASCII, which needs no encoding.
  response.end(body, length === body.length ? 'latin1' : 'utf8');
}

function addFields(fields: string[], headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) fields.push(name, value);
}
