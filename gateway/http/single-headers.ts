import { AppError } from '#platform/errors';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Fields of which a request has one; Node keeps the first and drops the others without a word. */
const SINGLE = ['authorization', 'content-type', 'host', 'idempotency-key'] as const;

/**
 * Attack: two tokens, types, hosts or keys in one request, of which a proxy in front reads the last and we the first, so that each
 * judges another request. Rule: such a request is not well formed (RFC 9110 section 5.3; for Host, RFC 9112 section 3.2).
 */
export function refuseRepeatedHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const repeated = repeatedHeader(request.raw);
    done(repeated === undefined ? undefined : new AppError('BAD_REQUEST', { detail: `Send \`${repeated}\` once.` }));
  });
}

/** @returns the name of the first field that there must be one of, and is not */
export function repeatedHeader({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): string | undefined {
  const counts = SINGLE.map(() => 0);
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const which = singleAt(rawHeaders[at] ?? '');
    if (which < 0) continue;
    const count = (counts[which] ?? 0) + 1;
    if (count > 1) return SINGLE[which];
    counts[which] = count;
  }
  return undefined;
}

/** By the length first: most names need not be changed to lower case. */
function singleAt(name: string): number {
  return SINGLE.findIndex((single) => single.length === name.length && single === name.toLowerCase());
}
