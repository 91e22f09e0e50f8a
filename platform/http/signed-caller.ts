import { AppError } from '#platform/errors';
import { UNREAD_BODY, splitRequestTarget } from '#platform/signing';
import { mayConnectionSpeakFor } from './peer-certificate.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RequestVerifier } from '#platform/signing';

declare module 'fastify' {
  interface FastifyRequest {
    /** Service whose signature the request carried; empty before the check and on unsigned routes. */
    callerService: string;
  }
  interface FastifyContextConfig {
    /** The body is read as a stream: the signature covers the headers, the route itself proves the bytes. */
    readonly streamedBody?: boolean;
    /** Services that may call the route; every service with a key when absent. */
    readonly callers?: readonly string[];
  }
}

/** Routes that say nothing about anybody and need no signature. */
export const HEALTH_ROUTES: ReadonlySet<string> = new Set([
  '/healthz',
  '/health',
  '/live',
  '/readyz',
  '/ready',
  '/metrics',
]);

/** A call that was refused because of who made it. */
export interface RefusedCall {
  /** Method and pattern of the route; never the path that was asked for. */
  readonly route: string;
  /** The service that signed, where the signature was good and the route not for it. */
  readonly callerService: string | undefined;
  readonly requestId: string;
}

/**
 * Demands a valid service signature (RFC 9421) on every route but the named ones, also on unknown routes, so that an
 * unsigned caller cannot even learn what exists. Over mutual TLS the connection must belong to the signer.
 * @param onRefused told of each refusal; must return at once
 */
export function requireSignedCaller(
  server: FastifyInstance,
  verify: RequestVerifier,
  unsigned: ReadonlySet<string> = HEALTH_ROUTES,
  onRefused: (refused: RefusedCall) => void = () => undefined,
): void {
  server.decorateRequest('callerService', '');
  server.addHook('preHandler', async (request) => {
    const { url, config } = request.routeOptions;
    if (url !== undefined && unsigned.has(url)) return;
    const { callers } = config;
    const refuse = (callerService: string | undefined, error: unknown): never => {
      const route = url === undefined ? 'unknown route' : `${request.method} ${url}`;
      if (error instanceof AppError && error.code === 'SERVICE_SIGNATURE_INVALID') {
        const reason = error.cause instanceof Error ? error.cause.message : undefined;
        request.log.warn({ route, callerService, reason }, 'a call of a service was refused');
        onRefused({ route, callerService, requestId: request.id });
      }
      throw error;
    };
    const caller = await verifyCaller(request, verify).catch((error: unknown) => refuse(undefined, error));
    if (callers !== undefined && !callers.includes(caller)) {
      const cause = new Error('the route is not for this service');
      refuse(caller, new AppError('SERVICE_SIGNATURE_INVALID', { cause }));
    }
    request.callerService = caller;
  });
}

/** @throws AppError SERVICE_SIGNATURE_INVALID */
async function verifyCaller(request: FastifyRequest, verify: RequestVerifier): Promise<string> {
  const { path, query } = splitRequestTarget(request.url);
  const streamed = request.routeOptions.config.streamedBody === true;
  const body = Buffer.isBuffer(request.body) ? request.body : undefined;
  const { caller, bodyVerified } = await verify({
    method: request.method,
    path,
    query,
    headers: request.headers,
    body: streamed ? UNREAD_BODY : body,
  });
  if (!bodyVerified && !streamed) {
    const cause = new Error('the body is not covered');
    throw new AppError('SERVICE_SIGNATURE_INVALID', { cause });
  }
  if (!mayConnectionSpeakFor(request.raw.socket, caller)) {
    const cause = new Error('the certificate of the connection does not name the signer');
    throw new AppError('SERVICE_SIGNATURE_INVALID', { cause });
  }
  return caller;
}
