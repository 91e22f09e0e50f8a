import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { isId } from '#platform/ids';
import { findDocument } from '../access/find-rows.ts';
import { readVersion } from '../domain/deliver-version.ts';
import { contentHeaders } from './content-headers.ts';
import { authorise } from './authorise.ts';
import type { FastifyInstance } from 'fastify';
import type { TransferDeps } from './transfer-deps.ts';

const COORDINATE = 'Document';
const id = z.string().refine(isId, 'is not an id');
const paramsSchema = z.object({ documentId: id, versionId: id });

/**
 * `GET /internal/documents/:documentId/versions/:versionId/content`: the bytes of a version, for an export that the case
 * service builds for the person behind the context token.
 */
export function registerDocumentContentRoute(server: FastifyInstance, deps: TransferDeps): void {
  const options = { config: { callers: ['case'] } };
  server.get('/internal/documents/:documentId/versions/:versionId/content', options, async (request, reply) => {
    // As a document shows itself in the graph, with the same tiers: an export by a grant holds nothing that the grant does not.
    const access = await authorise(request, deps, COORDINATE);
    const { documentId, versionId } = parseInput(paramsSchema, request.params, '');
    const found = await findDocument(access, deps.kinds.documents, COORDINATE, documentId);
    const { document, version, content } = await readVersion(deps, found.requester, found.document, versionId);
    return reply.headers(contentHeaders(document.title, version)).send(content);
  });
}
