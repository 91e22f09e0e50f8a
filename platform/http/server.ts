// First: it decides what Fastify's router is made of.
import './routes-without-code.ts';
import { fastify } from 'fastify';
import { AppError, asAppError, toProblem } from '#platform/errors';
import { REQUEST_ID_HEADER, requestIdFrom } from './request-id.ts';
import { registerHealthRoutes } from './health.ts';
import { serverTlsOptions } from './service-tls.ts';
import { HEALTH_ROUTES } from './signed-caller.ts';
import { dropStalledAnswers } from './stalled-answers.ts';
import { refuseUnreadableRequest } from './unreadable-request.ts';
import { refuseExpectations, requireHost } from './unusual-request.ts';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from '#platform/logging';
import type { DependencyChecks } from './health.ts';
import type { ServiceTls } from './service-tls.ts';

/** Bodies of service calls and of public requests; file transfer routes set their own. */
const DEFAULT_BODY_LIMIT_BYTES = 1_048_576;
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
/** Node's own answer to a request without a host has none of our headers; `requireHost` refuses it as everything else is refused. */
const PARSER_OPTIONS = { headersTimeout: HEADERS_TIMEOUT_MS, requireHostHeader: false } as const;

export interface HttpServerOptions {
  readonly logger: Logger;
  /** Checks behind `/readyz`, by dependency name. */
  readonly dependencies: DependencyChecks;
  /**
   * Attack: a body without an end, announced or in chunks, to fill the memory. Rule: more bytes than this are refused while they arrive,
   * before anything is made of them.
   */
  readonly bodyLimitBytes?: number;
  /** Whole request, headers and body, in milliseconds; 0 for services that take uploads (they bound each part themselves). */
  readonly requestTimeoutMs?: number;
  /**
   * Addresses (CIDR) whose `X-Forwarded-*` headers are believed. Attack: a client that writes down another address, or https. Rule: only
   * these may say so, nobody when absent; what was written before they did counts for nothing.
   */
  readonly trustedProxies?: readonly string[];
  /** Only callers with a certificate of the authority get through, on every route; plain HTTP when absent. */
  readonly tls?: ServiceTls | undefined;
  /** On every answer, errors and unreadable requests included; a route may set others. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Told the address of each connection with bytes that are no request. @returns whether it is worth an answer; it is when absent */
  readonly onUnreadable?: ((address: string) => boolean) | undefined;
}

/**
 * A Fastify server with what every process shares: request id, problem-details errors, liveness and readiness, JSON bodies
 * kept as bytes (`application/json` arrives as a Buffer, because a signature covers bytes, not values).
 */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const headers = options.headers ?? {};
  const server = fastify({
    loggerInstance: options.logger,
    disableRequestLogging: true,
    bodyLimit: options.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES,
    requestTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    trustProxy: options.trustedProxies === undefined ? false : [...options.trustedProxies],
    ...(options.tls === undefined
      ? { http: PARSER_OPTIONS }
      : { https: { ...serverTlsOptions(options.tls), ...PARSER_OPTIONS } }),
    genReqId: (request) => requestIdFrom(request.headers[REQUEST_ID_HEADER]),
    requestIdLogLabel: 'requestId',
    exposeHeadRoutes: false,
    // Its own answer has none of our headers; `closeConnectionsWithTheServer` gives it.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // What no route can be looked up for, such as a URL that cannot be decoded, does not reach the error handler.
    frameworkErrors: (error, request, reply) => {
      void sendProblem((reply as unknown as FastifyReply).headers(headers), fromFastify(error), request.id);
    },
    clientErrorHandler: (error, socket) => {
      if (options.onUnreadable?.(socket.remoteAddress ?? '') === false) socket.destroy();
      else refuseUnreadableRequest(error, socket, headers);
    },
  }) as unknown as FastifyInstance;
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  server.addHook('onRequest', (request, reply, done) => {
    // Not awaited: a reply is thenable and settles when it has been sent, which waits for this hook.
    void reply.headers(headers).header(REQUEST_ID_HEADER, request.id);
    done();
  });
  requireHost(server);
  server.addHook('onResponse', async (request, reply) => {
    if (HEALTH_ROUTES.has(request.routeOptions.url ?? '')) return;
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
  server.setErrorHandler((error: FastifyError | AppError, request, reply) => {
    const appError = fromFastify(error);
    if (appError.status >= 500) request.log.error({ err: error, cause: causeOf(appError) }, 'request failed');
    return sendProblem(reply, appError, request.id);
  });
  server.setNotFoundHandler((request, reply) => sendProblem(reply, new AppError('NOT_FOUND'), request.id));
  registerHealthRoutes(server, options.dependencies, options.logger);
  refuseExpectations(server, headers);
  dropStalledAnswers(server);
  closeConnectionsWithTheServer(server);
  return server;
}

/**
 * What comes while the server closes is for another instance. A connection that is kept alive after the answer it was waiting for would
 * hold up the end until it times out, long after the drain time. Idle ones are closed by Fastify; not those on which nothing was said
 * yet, such as browsers open ahead. Attack: one of them, opened and left, so that the end is taken for a failure.
 */
function closeConnectionsWithTheServer(server: FastifyInstance): void {
  let closing = false;
  const open = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.addHook('preClose', (done) => {
    closing = true;
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    done();
  });
  server.addHook('onRequest', (_request, _reply, done) => {
    done(closing ? new AppError('SERVICE_UNAVAILABLE') : undefined);
  });
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done();
  });
}

function sendProblem(reply: FastifyReply, error: AppError, requestId: string): FastifyReply {
  return reply
    .code(error.status)
    .header(REQUEST_ID_HEADER, requestId)
    .type('application/problem+json')
    .send(toProblem(error, requestId));
}

/** Fastify's own refusals (body too large, bad media type, …) in our registry. */
function fromFastify(error: FastifyError | AppError): AppError {
  if (error instanceof AppError) return error;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new AppError('PAYLOAD_TOO_LARGE', { cause: error });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new AppError('UNSUPPORTED_MEDIA_TYPE', { cause: error });
    default:
      return error.statusCode !== undefined && error.statusCode < 500
        ? new AppError('BAD_REQUEST', { cause: error })
        : asAppError(error);
  }
}

function causeOf(error: AppError): string | undefined {
  return error.cause instanceof Error ? error.cause.stack : undefined;
}

/** Parses a JSON body that `createHttpServer` delivered as bytes. @throws AppError BAD_REQUEST */
export function parseJsonBody(body: unknown): unknown {
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8') : '');
  } catch {
    throw new AppError('BAD_REQUEST', { detail: 'The body is not JSON.' });
  }
}
