import { AppError } from '#platform/errors';
import { UNREAD_BODY, splitRequestTarget } from '#platform/signing';
import type { FastifyInstance } from 'fastify';
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
export const HEALTH_ROUTES: ReadonlySet<string> = new Set(['/healthz', '/health', '/live', '/readyz', '/ready']);

/**
 * Demands a valid service signature (RFC 9421) on every route but the named ones, also on unknown routes, so that an
 * unsigned caller cannot even learn what exists.
 */
export function requireSignedCaller(
  server: FastifyInstance,
  verify: RequestVerifier,
  unsigned: ReadonlySet<string> = HEALTH_ROUTES,
): void {
  server.decorateRequest('callerService', '');
  server.addHook('preHandler', async (request) => {
    const { url, config } = request.routeOptions;
    if (url !== undefined && unsigned.has(url)) return;
    const { path, query } = splitRequestTarget(request.url);
    const streamed = config.streamedBody === true;
    const body = Buffer.isBuffer(request.body) ? request.body : undefined;
    const { caller, bodyVerified } = await verify({
      method: request.method,
      path,
      query,
      headers: request.headers,
      body: streamed ? UNREAD_BODY : body,
    });
    if (!bodyVerified && !streamed) throw new AppError('SERVICE_SIGNATURE_INVALID');
    if (config.callers !== undefined && !config.callers.includes(caller))
      throw new AppError('SERVICE_SIGNATURE_INVALID');
    request.callerService = caller;
  });
}
