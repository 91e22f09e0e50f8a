import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance } from 'fastify';

/** Tells the calling gateway what its own request has ended, without a detour over the channel. */
const REVOKED_HEADER = 'x-lifeready-revoked';

const ofThisRequest = new AsyncLocalStorage<string[]>();

/** Notes a revocation for the answer of the request under way; nothing happens outside of one (a job, a command). */
export function noteRevocation(message: string): void {
  ofThisRequest.getStore()?.push(message);
}

/** Adds the header to every answer whose request ended something. */
export function registerRevocationHeader(server: FastifyInstance): void {
  server.addHook('onRequest', (_request, _reply, done) => {
    ofThisRequest.run([], done);
  });
  server.addHook('onSend', (_request, reply, _payload, done) => {
    const revoked = ofThisRequest.getStore() ?? [];
    // Not awaited: a reply is a thenable that waits for the answer it is part of.
    if (revoked.length > 0) void reply.header(REVOKED_HEADER, revoked.join(','));
    done();
  });
}
