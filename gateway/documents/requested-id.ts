import { z } from 'zod';
import { AppError } from '#platform/errors';
import type { GraphqlRequest } from '../http/graphql-request.ts';

/** Extension of Apollo's clients; `version` is the protocol's. */
const persistedQuery = z.object({ version: z.literal(1), sha256Hash: z.string().max(200) });

/** How a request names its document. */
export interface RequestedId {
  readonly id: string;
  /** Named by `extensions.persistedQuery`, the way of automatic persisted queries. */
  readonly isExtension: boolean;
}

/**
 * The id in `documentId` (also that of the path `/graphql/<id>`) or in `extensions.persistedQuery`.
 * @throws AppError BAD_REQUEST when both are there or the extension is not as the protocol says
 */
export function requestedId({ documentId, extensions }: GraphqlRequest): RequestedId | undefined {
  const extension = extensions?.['persistedQuery'];
  if (extension === undefined || extension === null) {
    return documentId === undefined ? undefined : { id: documentId, isExtension: false };
  }
  const parsed = persistedQuery.safeParse(extension);
  if (!parsed.success || documentId !== undefined) {
    throw new AppError('BAD_REQUEST', { detail: '`extensions.persistedQuery` is not understood.' });
  }
  return { id: parsed.data.sha256Hash, isExtension: true };
}
