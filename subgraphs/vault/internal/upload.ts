import { storeVersion } from '../domain/store-version.ts';
import { authoriseVisitor } from './authorise.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TransferDeps } from './transfer-deps.ts';

interface TicketParams {
  readonly Params: { readonly ticket: string };
}

/**
 * `PUT /internal/files/u/:ticket`: the bytes of an announced version, for the gateway. The signature covers the headers; the
 * bytes prove themselves by the announced hash. Answers 201 with `{documentId, versionId, sha256, byteSize}`.
 */
export function registerUploadRoute(server: FastifyInstance, deps: TransferDeps): void {
  // A scope of its own, in which every body stays a stream, also one that calls itself JSON.
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, body, done) => {
      done(null, body);
    });
    const options = { config: { callers: ['gateway'], streamedBody: true } };
    scope.put<TicketParams>('/internal/files/u/:ticket', options, async (request, reply) => {
      try {
        const visitor = await authoriseVisitor(request, deps, 'Mutation.requestUpload');
        const stored = await storeVersion(deps, visitor, {
          token: request.params.ticket,
          mediaType: request.headers['content-type']?.trim().toLowerCase(),
          contentLength: contentLengthOf(request),
          // A refusal half-way must leave the connection to answer on, so leaving the body does not destroy it.
          body: request.raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>,
        });
        return await reply.code(201).send(stored);
      } finally {
        // What a refusal left unread is let go by; a body half read would hold the connection for ever.
        request.raw.resume();
      }
    });
  });
}

/** node:http has checked the form. Without a length the body is chunked, and only its end tells. */
function contentLengthOf({ headers }: FastifyRequest): number | undefined {
  const header = headers['content-length'];
  return header === undefined ? undefined : Number(header);
}
