import { AppError } from '#platform/errors';
import type { FastifyInstance } from 'fastify';

/** A body of 256 KiB over a slow line. */
export const BODY_TIMEOUT_MS = 15_000;

/**
 * Attack: thousands of requests whose bodies come one byte a minute, each holding a connection. Uploads may take long and have a
 * rule of their own, so the server's limit for whole requests is too generous for the rest.
 * Rule: a body that is parsed has arrived within `timeoutMs`, or the connection is closed.
 * @param server or a scope of it whose bodies are small
 */
export function boundBodyTime(server: FastifyInstance, timeoutMs: number = BODY_TIMEOUT_MS): void {
  server.addHook('preParsing', (request, _reply, payload, done) => {
    const timer = setTimeout(() => {
      request.raw.destroy(new AppError('BAD_REQUEST', { detail: 'The body came too slowly.' }));
    }, timeoutMs).unref();
    const clear = (): void => {
      clearTimeout(timer);
    };
    payload.once('end', clear).once('close', clear);
    done(null, payload);
  });
}
