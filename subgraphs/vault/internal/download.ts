import { deliverVersion } from '../domain/deliver-version.ts';
import { contentHeaders } from './content-headers.ts';
import { authoriseVisitor } from './authorise.ts';
import type { FastifyInstance } from 'fastify';
import type { TransferDeps } from './transfer-deps.ts';

interface TicketParams {
  readonly Params: { readonly ticket: string };
}

/**
 * `GET /internal/files/d/:ticket`: the bytes of a version, once, for the gateway. Content that fails its check half-way ends
 * the connection, so that what arrived is never taken for the whole.
 */
export function registerDownloadRoute(server: FastifyInstance, deps: TransferDeps): void {
  const options = { config: { callers: ['gateway'] } };
  server.get<TicketParams>('/internal/files/d/:ticket', options, async (request, reply) => {
    const visitor = await authoriseVisitor(request, deps, 'Mutation.requestDownload');
    const { document, version, content } = await deliverVersion(deps, visitor, request.params.ticket);
    return reply.headers(contentHeaders(document.title, version)).send(content);
  });
}
