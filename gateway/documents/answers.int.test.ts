import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestGateway } from '../testing/test-gateway.ts';
import { DOCUMENT_MODES } from './clients.ts';
import { documentIdOf } from './manifest.ts';
import type { TestGateway } from '../testing/test-gateway.ts';
import type { DocumentMode } from './clients.ts';

const LISTED = 'query Listed { auditCheckpoint { size } }';
const OTHER = 'query Other { auditCheckpoint { size } }';
const SAME = '# as somebody else writes it\nquery Listed {\n  auditCheckpoint { size, }\n}';
const [listed, other] = [documentIdOf(LISTED), documentIdOf(OTHER)];
const PERSISTED = path.join(import.meta.dirname, '..', '..', 'schema', 'persisted');
const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-answers-'));

let gateway: TestGateway;

beforeAll(async () => {
  const manifest = (...bodies: string[]) => ({
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: bodies.map((body) => ({ id: documentIdOf(body), name: body.split(' ')[1], type: 'query', body })),
  });
  // One client of ours in each mode, named after it, and the one whose documents our own pages run.
  const table = DOCUMENT_MODES.map((mode) => [mode, { mode, party: 'first' }] as const);
  const clients = { ...Object.fromEntries(table), web: { mode: 'open', party: 'first' } };
  writeFileSync(path.join(folder, 'clients.json'), JSON.stringify(clients));
  for (const mode of DOCUMENT_MODES) writeFileSync(path.join(folder, `${mode}.json`), JSON.stringify(manifest(LISTED)));
  copyFileSync(path.join(PERSISTED, 'web.json'), path.join(folder, 'web.json'));
  gateway = await startTestGateway({
    environment: { PERSISTED_DOCUMENTS_DIR: folder },
    resolvers: { audit: { Query: { auditCheckpoint: () => ({ size: 7 }) } } },
  });
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true });
});

const RUNS = [200, undefined] as const;
const NOT_IN_LIST = [404, 'PERSISTED_QUERY_NOT_IN_LIST'] as const;
const BOTH = [400, 'CANNOT_SEND_PQ_ID_AND_BODY'] as const;
const ID_REQUIRED = [400, 'PERSISTED_QUERY_ID_REQUIRED'] as const;
const NOT_IN_SAFELIST = [403, 'QUERY_NOT_IN_SAFELIST'] as const;
type Answer = readonly [status: number, code: string | undefined];

const extensions = (sha256Hash: string): object => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
const everywhere = (answer: Answer): Record<DocumentMode, Answer> =>
  Object.fromEntries(DOCUMENT_MODES.map((mode) => [mode, answer])) as Record<DocumentMode, Answer>;

/** In this order: a hash that is sent with its text is known afterwards, where that is allowed. */
const CASES: readonly (readonly [what: string, body: object, answers: Record<DocumentMode, Answer>])[] = [
  ['an id of its list', { documentId: listed }, everywhere(RUNS)],
  ['an id of its list, as a hash', extensions(listed), everywhere(RUNS)],
  ['an id that is not in its list', { documentId: other }, everywhere(NOT_IN_LIST)],
  ['an id and a text', { documentId: listed, query: LISTED }, everywhere(BOTH)],
  [
    'a hash that is not in its list',
    extensions(other),
    {
      open: [200, 'PERSISTED_QUERY_NOT_FOUND'],
      'log-unknown': [400, 'PERSISTED_QUERY_NOT_SUPPORTED'],
      safelist: NOT_IN_LIST,
      'ids-only': NOT_IN_LIST,
    },
  ],
  ['a hash with its text', { query: OTHER, ...extensions(other) }, { ...everywhere(BOTH), open: RUNS }],
  [
    "a hash with another one's text",
    { query: LISTED, ...extensions(other) },
    { ...everywhere(BOTH), open: [400, 'PERSISTED_QUERY_HASH_MISMATCH'] },
  ],
  ['a text of its list', { query: LISTED }, { ...everywhere(RUNS), 'ids-only': ID_REQUIRED }],
  ['such a text, written otherwise', { query: SAME }, { ...everywhere(RUNS), 'ids-only': ID_REQUIRED }],
  [
    'another text',
    { query: OTHER },
    { open: RUNS, 'log-unknown': RUNS, safelist: NOT_IN_SAFELIST, 'ids-only': ID_REQUIRED },
  ],
];

describe.each(DOCUMENT_MODES)('[R-060] a client in mode %s is answered', (mode) => {
  test.each(CASES.map(([what, body, answers]) => [what, body, answers[mode]] as const))(
    'to %s as it is written down, and no cache keeps it',
    async (_what, sent, [status, code]) => {
      const calls = gateway.services.audit.calls.length;
      const answer = await gateway.post(sent, { 'apollographql-client-name': mode });
      expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([status, code]);
      expect(answer.body.data).toEqual(code === undefined ? { auditCheckpoint: { size: 7 } } : undefined);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(gateway.services.audit.calls.length - calls).toBe(code === undefined ? 1 : 0);
    },
  );
});

test('[R-060] an answer about an id says which operation it was for', async () => {
  const { body } = await gateway.post({ documentId: other, operationName: 'Other' });
  expect(body.errors?.[0]?.extensions).toMatchObject({ operation_name: 'Other' });
});
