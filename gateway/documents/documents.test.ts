import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { parseClientTable } from './clients.ts';
import { loadDocumentStore } from './document-store.ts';
import { documentIdOf, parseManifest } from './manifest.ts';
import { resolveDocument } from './resolve-document.ts';
import type { GraphqlRequest } from '../http/graphql-request.ts';
import type { DocumentStore } from './document-store.ts';

const OURS = 'query Ours { me { id } }';
const THEIRS = 'query Theirs { caseTypes { type } }';
const NOTHING: GraphqlRequest = {
  query: undefined,
  documentId: undefined,
  operationName: undefined,
  variables: undefined,
  extensions: undefined,
};

function manifest(...bodies: string[]): string {
  const operations = bodies.map((body) => ({ id: documentIdOf(body), name: body.split(' ')[1], type: 'query', body }));
  return JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations });
}

describe('[R-060] which document a request may run', () => {
  let folder: string;
  let store: DocumentStore;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lifeready-documents-'));
    writeFileSync(
      path.join(folder, 'clients.json'),
      JSON.stringify({ web: { mode: 'open', party: 'first' }, partner: { mode: 'ids-only', party: 'partner' } }),
    );
    writeFileSync(path.join(folder, 'web.json'), manifest(OURS));
    writeFileSync(path.join(folder, 'partner.json'), manifest(THEIRS));
    store = loadDocumentStore(folder);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const outcome = (client: string, request: Partial<GraphqlRequest>): string => {
    try {
      return resolveDocument(store, client, { ...NOTHING, ...request }).query;
    } catch (error) {
      return error instanceof AppError ? error.code : String(error);
    }
  };
  const extension = (sha256Hash: unknown, version: unknown = 1): Partial<GraphqlRequest> => ({
    extensions: { persistedQuery: { version, sha256Hash } },
  });

  test.each([
    ['an id of its own, as a document id', 'partner', { documentId: `sha256:${documentIdOf(THEIRS)}` }, THEIRS],
    ['an id of its own, without the prefix', 'partner', { documentId: documentIdOf(THEIRS) }, THEIRS],
    ['an id of its own, as an extension', 'partner', extension(documentIdOf(THEIRS)), THEIRS],
    ['an id of another client', 'partner', { documentId: documentIdOf(OURS) }, 'PERSISTED_QUERY_NOT_IN_LIST'],
    [
      'an id of another client, the other way round',
      'web',
      { documentId: documentIdOf(THEIRS) },
      'PERSISTED_QUERY_NOT_IN_LIST',
    ],
    ['an id of nobody', 'web', { documentId: 'f'.repeat(64) }, 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['an id that is none', 'web', { documentId: '__proto__' }, 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['an id in capitals', 'partner', { documentId: documentIdOf(THEIRS).toUpperCase() }, 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['free text where it is allowed', 'web', { query: '{ me { id } }' }, '{ me { id } }'],
    ['free text where it is not', 'partner', { query: THEIRS }, 'PERSISTED_QUERY_ID_REQUIRED'],
    ['nothing at all', 'web', {}, 'BAD_REQUEST'],
    ['nothing at all, ids only', 'partner', {}, 'PERSISTED_QUERY_ID_REQUIRED'],
    ['an id and a text', 'web', { query: OURS, documentId: documentIdOf(OURS) }, 'CANNOT_SEND_PQ_ID_AND_BODY'],
    [
      'an id and a text, to register it',
      'partner',
      { query: THEIRS, ...extension(documentIdOf(THEIRS)) },
      'CANNOT_SEND_PQ_ID_AND_BODY',
    ],
    ['two ids', 'web', { documentId: documentIdOf(OURS), ...extension(documentIdOf(OURS)) }, 'BAD_REQUEST'],
    ['another version of the protocol', 'web', extension(documentIdOf(OURS), 2), 'BAD_REQUEST'],
    ['an extension that is none', 'web', { extensions: { persistedQuery: 'x' } }, 'BAD_REQUEST'],
    ['a client that is not in the table, by text', 'stranger', { query: OURS }, 'PERSISTED_QUERY_ID_REQUIRED'],
    [
      'a client that is not in the table, by id',
      'stranger',
      { documentId: documentIdOf(OURS) },
      'PERSISTED_QUERY_NOT_IN_LIST',
    ],
    ['a client named like a property of every object', 'constructor', { query: OURS }, 'PERSISTED_QUERY_ID_REQUIRED'],
  ])('%s', (_what, client, request, expected) => {
    expect(outcome(client, request)).toBe(expected);
  });

  test('a missing manifest stops the start', () => {
    rmSync(path.join(folder, 'partner.json'));
    expect(() => loadDocumentStore(folder)).toThrow('the manifest of partner is missing');
    writeFileSync(path.join(folder, 'partner.json'), manifest(THEIRS));
  });
});

describe('a manifest', () => {
  test('[R-060] with an id that stands for another text is refused', () => {
    const changed = manifest(OURS).replace('me { id }', 'me { email }');
    expect(() => parseManifest(changed)).toThrow('the id of Ours is not the SHA-256 of its text');
  });

  test('with the same document twice is refused', () => {
    expect(() => parseManifest(manifest(OURS, OURS))).toThrow('twice');
  });

  test('with another format is refused', () => {
    expect(() => parseManifest('{"format":"relay","version":1,"operations":[]}')).toThrow('format');
  });
});

describe('the table of clients', () => {
  test.each([
    ['a partner that may send text', { web: { mode: 'open', party: 'first' }, p: { mode: 'open', party: 'partner' } }],
    ['no default client', { other: { mode: 'open', party: 'first' } }],
    ['a default client that is a partner', { web: { mode: 'ids-only', party: 'partner' } }],
    ['an unknown mode', { web: { mode: 'anything', party: 'first' } }],
  ])('%s is refused', (_what, table) => {
    expect(() => parseClientTable(JSON.stringify(table))).toThrow();
  });
});
