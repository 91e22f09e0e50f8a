import { baseContext } from '#platform/graphql';
import { createCallerAccess } from '../caller-access.ts';
import { deliverPack } from '../domain/deliver-pack.ts';
import type { FastifyInstance } from 'fastify';
import type { Readable } from 'node:stream';
import type { Caller } from '#platform/auth';
import type { CallerAccessDeps } from '../caller-access.ts';
import type { DeliverDeps } from '../domain/deliver-pack.ts';

export interface DeliverRouteDeps extends DeliverDeps<Readable>, CallerAccessDeps {
  readonly verifyContextToken: (token: string) => Promise<Caller>;
}

/**
 * `GET /internal/files/p/:ticket`: the bytes of a pack, once. The context token must be that of the session which asked for the
 * ticket, with the grant for which it was given still in it; a ticket from a share link needs none.
 */
export function registerDeliverRoute(server: FastifyInstance, deps: DeliverRouteDeps): void {
  server.get<{ Params: { ticket: string } }>(
    '/internal/files/p/:ticket',
    { config: { callers: ['gateway'] } },
    async (request, reply) => {
      const { actor, requestId, recordDenial } = await baseContext(request, deps.verifyContextToken);
      const access = createCallerAccess(deps, actor, recordDenial);
      const { pack, body } = await deliverPack(deps, { actor, requestId, access }, request.params.ticket);
      return reply
        .headers({
          'content-type': 'application/zip',
          'content-length': String(pack.byteSize),
          'content-disposition': `attachment; filename="lifeready-pack-${pack.id}.zip"`,
          'x-content-type-options': 'nosniff',
          'content-security-policy': "sandbox; default-src 'none'",
          'cache-control': 'no-store',
        })
        .send(body);
    },
  );
}
