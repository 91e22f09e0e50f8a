import { AppError } from '#platform/errors';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';

/**
 * Attack: thousands of requests whose bodies come one byte a minute, each holding a connection. Uploads may take long and have a
 * rule of their own, so the server's limit for whole requests is too generous for the rest.
 * Rule: a body that is parsed has arrived within `timeoutMs`, or the connection is closed.
 * @param server or a scope of it whose bodies are small
 */
export function boundBodyTime(server: FastifyInstance, timeoutMs: number): void {
  server.addHook('preParsing', (request, _reply, payload, done) => {
    if (!hasBody(request.headers)) {
      done(null, payload);
      return;
    }
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

/** RFC 9112 section 6.3. What has none ends when somebody reads on, which nobody does. */
function hasBody({ 'content-length': length, 'transfer-encoding': coding }: IncomingHttpHeaders): boolean {
  return coding !== undefined || (length !== undefined && length !== '0');
}
