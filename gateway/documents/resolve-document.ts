import { AppError } from '#platform/errors';
import { isHashId, parseDocumentId } from './document-id.ts';
import { documentIdOf } from './manifest.ts';
import { requestedId } from './requested-id.ts';
import type { GraphqlRequest } from '../http/graphql-request.ts';
import type { AutomaticDocuments } from './automatic-documents.ts';
import type { ClientRules, DocumentStore, StoredDocument } from './document-store.ts';
import type { RequestedId } from './requested-id.ts';
import type { TextFingerprints } from './text-fingerprints.ts';

/** Told what is run, and what is run or refused without being registered. It must not take long: requests wait for it. */
export interface UseCounter {
  registered(client: string, id: string, how: 'id' | 'text'): void;
  unknown(client: string, textHash: string, sample: () => string): void;
}

export interface ResolveDeps {
  readonly store: DocumentStore;
  readonly fingerprints: TextFingerprints;
  readonly automatic: AutomaticDocuments;
  readonly uses: UseCounter;
}

/** The text to run. */
export interface ResolvedDocument {
  readonly query: string;
  /** Whether it is one of the client's registered documents. */
  readonly registered: boolean;
}

/** Operation names as GraphQL has them, so that an answer repeats nothing else. */
const NAME = /^[_A-Za-z]\w{0,199}$/;

/**
 * Which document a request means, and whether its client may run it.
 * Attack: a partner's token that runs a query nobody reviewed, or another client's document whose id it has seen; asking for
 * it first through a client that may, so that some cache answers later. Rule: ids are looked up in the list of this client
 * alone, on every request, and only a client of ours in mode `open` adds texts, for itself.
 * @returns a promise for a hash that only another replica may know; everything else is known at once. It rejects with what is thrown otherwise
 * @throws AppError with the code of the case
 */
export function resolveDocument(
  deps: ResolveDeps,
  client: string,
  request: GraphqlRequest,
): ResolvedDocument | Promise<ResolvedDocument> {
  const rules = deps.store.client(client);
  const named = requestedId(request);
  if (named === undefined) return byText(deps, client, rules, request);
  const id = parseDocumentId(named.id);
  const document = id === undefined ? undefined : deps.store.find(client, id);
  if (named.isExtension && rules !== undefined && mayAddTexts(rules)) {
    const { query } = request;
    if (query !== undefined && documentIdOf(query) !== named.id) throw new AppError('PERSISTED_QUERY_HASH_MISMATCH');
    if (document === undefined) return automatic(deps, client, { hash: named.id, text: query });
  } else if (request.query !== undefined) {
    throw new AppError('CANNOT_SEND_PQ_ID_AND_BODY');
  }
  if (document === undefined) throw unknownId(named, rules, request);
  return registered(deps, client, document, 'id');
}

function byText(
  deps: ResolveDeps,
  client: string,
  rules: ClientRules | undefined,
  { query }: GraphqlRequest,
): ResolvedDocument {
  // A client that is not in the table registered nothing.
  if (rules === undefined || rules.mode === 'ids-only') throw new AppError('PERSISTED_QUERY_ID_REQUIRED');
  if (query === undefined) throw new AppError('BAD_REQUEST', { detail: 'Send `query` or `documentId`.' });
  if (rules.mode === 'open') return { query, registered: false };
  const hash = deps.fingerprints.hashOf(query);
  const document = deps.store.findByText(client, hash);
  // What runs is the text that was reviewed, not the one that looks the same.
  if (document !== undefined) return registered(deps, client, document, 'text');
  deps.uses.unknown(client, hash, () => deps.fingerprints.sampleOf(query));
  if (rules.mode === 'safelist') throw new AppError('QUERY_NOT_IN_SAFELIST');
  return { query, registered: false };
}

function registered(
  { uses }: ResolveDeps,
  client: string,
  { id, body }: StoredDocument,
  how: 'id' | 'text',
): ResolvedDocument {
  uses.registered(client, id, how);
  return { query: body, registered: true };
}

/** Automatic persisted queries work against every list, so they are for clients that may send any text anyway. */
function mayAddTexts({ party, mode }: ClientRules): boolean {
  return party === 'first' && mode === 'open';
}

/**
 * A document that is not in the list, by its hash.
 * Attack: a text stored under the hash of another one. Rule: the hash of a text was computed here before.
 */
function automatic(
  deps: ResolveDeps,
  client: string,
  { hash, text }: { readonly hash: string; readonly text: string | undefined },
): ResolvedDocument | Promise<ResolvedDocument> {
  const known = (query: string | undefined): ResolvedDocument => {
    if (query === undefined) throw new AppError('PERSISTED_QUERY_NOT_FOUND');
    return { query, registered: false };
  };
  if (text !== undefined) {
    deps.automatic.keep(client, hash, text);
    return known(text);
  }
  const found = isHashId(hash) ? deps.automatic.find(client, hash) : undefined;
  return found instanceof Promise ? found.then(known) : known(found);
}

function unknownId(named: RequestedId, rules: ClientRules | undefined, { operationName }: GraphqlRequest): AppError {
  // The client may send the text itself, and is told so.
  if (named.isExtension && rules?.mode === 'log-unknown') return new AppError('PERSISTED_QUERY_NOT_SUPPORTED');
  const facts = operationName !== undefined && NAME.test(operationName) ? { operation_name: operationName } : {};
  return new AppError('PERSISTED_QUERY_NOT_IN_LIST', { facts });
}
