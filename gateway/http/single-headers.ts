import { AppError } from '#platform/errors';
import type { FastifyInstance } from 'fastify';

/** Fields of which a request has one; Node keeps the first and drops the others without a word. */
const SINGLE: ReadonlySet<string> = new Set(['authorization', 'content-type', 'host', 'idempotency-key']);

/**
 * Attack: two tokens, types, hosts or keys in one request, of which a proxy in front reads the last and we the first, so that each
 * judges another request. Rule: such a request is not well formed (RFC 9110 section 5.3; for Host, RFC 9112 section 3.2).
 */
export function refuseRepeatedHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const names = request.raw.rawHeaders.filter((_text, at) => at % 2 === 0).map((name) => name.toLowerCase());
    const repeated = names.find((name, at) => SINGLE.has(name) && names.indexOf(name) !== at);
    if (repeated !== undefined) throw new AppError('BAD_REQUEST', { detail: `Send \`${repeated}\` once.` });
    done();
  });
}
