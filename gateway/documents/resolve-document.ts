import { z } from 'zod';
import { AppError } from '#platform/errors';
import type { GraphqlRequest } from '../http/graphql-request.ts';
import type { DocumentStore } from './document-store.ts';

/** `sha256:` and the hex (GraphQL over HTTP, appendix A), or the hex alone as manifests have it. */
const DOCUMENT_ID = /^(?:sha256:)?([0-9a-f]{64})$/;

/** Extension of Apollo's clients; `version` is the protocol's. */
const persistedQuery = z.object({ version: z.literal(1), sha256Hash: z.string() });

/** The text to run. */
export interface ResolvedDocument {
  readonly query: string;
  /** Whether it is one of the client's registered documents. */
  readonly registered: boolean;
}

/**
 * Which document a request means, and whether its client may run it.
 * Attack: a partner's token that runs a query nobody reviewed, or another client's document whose id it has seen; asking for
 * it first through a client that may, so that some cache answers later. Rule: ids are looked up in the list of this client
 * alone, on every request, and text never registers anything.
 * @throws AppError with the code of the case
 */
export function resolveDocument(store: DocumentStore, clientId: string, request: GraphqlRequest): ResolvedDocument {
  const id = requestedId(request);
  if (id !== undefined && request.query !== undefined) throw new AppError('CANNOT_SEND_PQ_ID_AND_BODY');
  if (id !== undefined) {
    const hash = DOCUMENT_ID.exec(id)?.[1];
    const document = hash === undefined ? undefined : store.find(clientId, hash);
    if (document === undefined) throw new AppError('PERSISTED_QUERY_NOT_IN_LIST');
    return { query: document.body, registered: true };
  }
  // A client that is not in the table registered nothing.
  if (store.clients[clientId]?.mode !== 'open') throw new AppError('PERSISTED_QUERY_ID_REQUIRED');
  if (request.query === undefined) throw new AppError('BAD_REQUEST', { detail: 'Send `query` or `documentId`.' });
  return { query: request.query, registered: false };
}

/** @throws AppError when the two ways to name a document are mixed or the extension is not as the protocol says */
function requestedId({ documentId, extensions }: GraphqlRequest): string | undefined {
  const extension = extensions?.['persistedQuery'];
  if (extension === undefined || extension === null) return documentId;
  const parsed = persistedQuery.safeParse(extension);
  if (!parsed.success || documentId !== undefined) {
    throw new AppError('BAD_REQUEST', { detail: '`extensions.persistedQuery` is not understood.' });
  }
  return parsed.data.sha256Hash;
}
