import { AppError } from '#platform/errors';
import { HEALTH_ROUTES } from '#platform/http';
import type { FastifyInstance } from 'fastify';

/**
 * Attack: a request in the clear, whose token or link somebody on the way has read by now.
 * Rule: outside development only https is answered, as the trusted proxy says. A redirect would teach clients to
 * send the secret in the clear first, so it is refused. Probes come from inside and carry nothing.
 */
export function registerHttpsOnly(server: FastifyInstance): void {
  server.addHook('onRequest', async (request) => {
    if (request.protocol === 'https') return;
    if (request.routeOptions.url !== undefined && HEALTH_ROUTES.has(request.routeOptions.url)) return;
    throw new AppError('BAD_REQUEST', { detail: 'Use https.' });
  });
}
