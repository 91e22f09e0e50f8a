import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { get, post } from '../attack.ts';
import type { Attack } from '../attack.ts';

const PERSISTED = path.join(import.meta.dirname, '..', '..', '..', '..', 'schema', 'persisted');

function registered(client: string, name: string): { readonly text: string; readonly id: string } {
  const text = readFileSync(path.join(PERSISTED, client, `${name}.graphql`), 'utf8');
  return { text, id: sha256(text) };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const me = registered('web', 'Me');
const login = registered('web', 'Login');
const caseTypes = registered('partner-demo', 'CaseTypes');
const NOT_IN_LIST = [404, 'PERSISTED_QUERY_NOT_IN_LIST'] as const;
const ID_REQUIRED = [400, 'PERSISTED_QUERY_ID_REQUIRED'] as const;
const BY_PARTNER = { as: 'partner' } as const;

const persistedQuery = (sha256Hash: unknown, more: object = {}): object => ({
  extensions: { persistedQuery: { version: 1, sha256Hash, ...more } },
});

export const DOCUMENTS: readonly Attack[] = [
  post('an id that nobody registered', { documentId: `sha256:${'0'.repeat(64)}` }, NOT_IN_LIST),
  post('an id in capitals', { documentId: me.id.toUpperCase() }, NOT_IN_LIST),
  post('half an id', { documentId: `sha256:${me.id.slice(0, 32)}` }, NOT_IN_LIST),
  ...['__proto__', 'constructor', 'toString', '../../etc/passwd', '%2e%2e%2f', 'a:b:c', 'x\0y'].map((id) =>
    post(`the id ${JSON.stringify(id)}`, { documentId: id }, NOT_IN_LIST),
  ),
  post('an id of 201 characters', { documentId: 'a'.repeat(201) }, [400, 'BAD_REQUEST']),
  post('an id and a text', { documentId: me.id, query: '{ documents { nodes { id } } }' }, [
    400,
    'CANNOT_SEND_PQ_ID_AND_BODY',
  ]),
  post('two ids', { documentId: me.id, ...persistedQuery(caseTypes.id) }, [400, 'BAD_REQUEST']),
  post('an id in the path and another in the body', { documentId: caseTypes.id }, [400, 'BAD_REQUEST'], {
    path: `/graphql/${me.id}`,
  }),
  post('an id in the path and a text', { query: '{ me { id } }' }, [400, 'CANNOT_SEND_PQ_ID_AND_BODY'], {
    path: `/graphql/${me.id}`,
  }),
  post('a path that climbs', {}, NOT_IN_LIST, { path: '/graphql/..%2f..%2fhealthz' }),
  post('a version of the protocol that is none', persistedQuery(me.id, { version: 2 }), [400, 'BAD_REQUEST']),
  post('a hash that is an object', persistedQuery({}), [400, 'BAD_REQUEST']),
  post('an extension that is a text', { extensions: { persistedQuery: me.id } }, [400, 'BAD_REQUEST']),
  post(
    "a text under another text's hash",
    { query: '{ me { id } }', ...persistedQuery(me.id) },
    [400, 'PERSISTED_QUERY_HASH_MISMATCH'],
    { as: 'person' },
  ),
  get('a change by GET, by its id', [['documentId', login.id]], [405, 'METHOD_NOT_ALLOWED']),
  get('a change by GET, by its path', [], [405, 'METHOD_NOT_ALLOWED'], { path: `/graphql/${login.id}` }),
];

export const PARTNERS: readonly Attack[] = [
  post('a text', { query: '{ caseTypes { type } }' }, ID_REQUIRED, BY_PARTNER),
  post('the very text of its own document', { query: caseTypes.text }, ID_REQUIRED, BY_PARTNER),
  post('introspection', { query: '{ __schema { queryType { name } } }' }, ID_REQUIRED, BY_PARTNER),
  post('a text by GET', {}, NOT_IN_LIST, { ...BY_PARTNER, path: '/graphql/me' }),
  post('a text, as if it were the web client', { query: '{ caseTypes { type } }' }, ID_REQUIRED, {
    ...BY_PARTNER,
    headers: ['content-type: application/json', 'apollographql-client-name: web'],
  }),
  post("another client's document", { documentId: me.id }, NOT_IN_LIST, BY_PARTNER),
  post("another client's document, by its path", {}, NOT_IN_LIST, { ...BY_PARTNER, path: `/graphql/${me.id}` }),
  post("another client's document, as if it were that client", { documentId: me.id }, NOT_IN_LIST, {
    ...BY_PARTNER,
    headers: ['content-type: application/json', 'apollographql-client-name: web'],
  }),
  post("another client's document, as an automatic one", persistedQuery(me.id), NOT_IN_LIST, BY_PARTNER),
  post(
    "another client's document, with its text",
    { query: me.text, ...persistedQuery(me.id) },
    [400, 'CANNOT_SEND_PQ_ID_AND_BODY'],
    BY_PARTNER,
  ),
  post(
    'a text that is registered by sending it',
    { query: '{ caseTypes { type } }', ...persistedQuery(sha256('{ caseTypes { type } }')) },
    [400, 'CANNOT_SEND_PQ_ID_AND_BODY'],
    BY_PARTNER,
  ),
];
