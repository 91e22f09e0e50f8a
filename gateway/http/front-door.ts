import type { FastifyInstance } from 'fastify';

/** `GET /` leads developers to the explorer. Elsewhere there is nothing to see, and the answer is that of any unknown address. */
export function registerFrontDoor(server: FastifyInstance): void {
  server.get('/', (_request, reply) => reply.redirect('/explorer', 302));
}
