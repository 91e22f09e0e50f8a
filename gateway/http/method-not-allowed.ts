import { AppError } from '#platform/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Attack: a link, an image or a cache that makes a change happen by GET.
 * Rule: an address has its methods; every other one is refused with `Allow` (RFC 9110 section 15.5.6), before its body is read.
 */
export function refuseOtherMethods(server: FastifyInstance, url: string, allowed: readonly HTTPMethods[]): void {
  const refuse = async (_request: FastifyRequest, reply: FastifyReply): Promise<never> => {
    reply.header('allow', allowed.join(', '));
    throw new AppError('METHOD_NOT_ALLOWED');
  };
  const method = METHODS.filter((name) => !allowed.includes(name));
  server.route({ method, url, onRequest: refuse, handler: refuse });
}
