import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { isId } from '#platform/ids';
import { readVersion } from '../domain/deliver-version.ts';
import { contentHeaders } from './content-headers.ts';
import { READ_POLICY, authorise } from './transfer-policy.ts';
import type { FastifyInstance } from 'fastify';
import type { TransferDeps } from './transfer-deps.ts';

const id = z.string().refine(isId, 'is not an id');
const paramsSchema = z.object({ documentId: id, versionId: id });

/**
 * `GET /internal/documents/:documentId/versions/:versionId/content`: the bytes of a version, for an export that the case
 * service builds for the person behind the context token.
 */
export function registerDocumentContentRoute(server: FastifyInstance, deps: TransferDeps): void {
  const options = { config: { callers: ['case'] } };
  server.get('/internal/documents/:documentId/versions/:versionId/content', options, async (request, reply) => {
    const requester = await authorise(request, deps, READ_POLICY);
    const { document, version, content } = await readVersion(
      deps,
      requester,
      parseInput(paramsSchema, request.params, ''),
    );
    return reply.headers(contentHeaders(document.title, version)).send(content);
  });
}
