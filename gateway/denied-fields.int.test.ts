import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { documentIdOf } from './documents/manifest.ts';
import { bearer, startTestGateway } from './testing/test-gateway.ts';
import { writeTightenedSupergraph } from './testing/tightened-supergraph.ts';
import type { SubgraphName } from './config.ts';
import type { GraphqlResult, TestGateway } from './testing/test-gateway.ts';
import type { TestCaller } from './testing/token-issuer.ts';

const ME = readFileSync(path.join(import.meta.dirname, '..', 'schema', 'persisted', 'web', 'Me.graphql'), 'utf8');
const STALE: Partial<TestCaller> = { authTime: Math.floor(Date.now() / 1000) - 3_600 };
const READER: Partial<TestCaller> = { scopes: ['read:all', 'write:limited'] };

/** Fields that may be null, and some that may not, with a policy of each kind. */
const POLICIES = {
  'Principal.email': 'stepUpSeconds: 300',
  'Principal.createdAt': 'scopes: ["operate"]',
  'Document.currentVersion': 'scopes: ["read:all", "grant:manage"]',
  'Document.tags': 'scopes: ["read:all", "operate"]',
  'Person.email': 'scopes: ["read:all", "grant:manage"]',
};

const RESOLVERS = {
  identity: {
    Query: { me: () => ({ id: 'p1', displayName: 'Thandi', email: 't@example.test', role: 'PRINCIPAL' }) },
    Principal: {
      __resolveReference: ({ id }: { id: string }) => ({ id, displayName: 'Thandi', email: 't@example.test' }),
    },
  },
  vault: {
    Query: {
      document: () => ({ id: 'd1', title: 'Will', tags: ['a'], owner: { id: 'p1' }, currentVersion: { id: 'v1' } }),
      people: (_: unknown, { first }: { first: number }) => ({
        nodes: Array.from({ length: first }, (_each, index) => ({ id: `n${String(index)}`, email: 'x@example.test' })),
      }),
    },
  },
  audit: { Query: { auditCheckpoint: () => ({ size: 7, root: 'r', note: 'n' }) } },
};

interface Case {
  readonly query: string;
  readonly as: Partial<TestCaller> | undefined;
  readonly code: string;
  readonly status: number;
  readonly coordinate: string;
  readonly path: readonly string[];
  readonly data: unknown;
  /** How many errors there are by the setting `null`; one unless it says so. */
  readonly places?: number;
  /** What is called although something is denied. */
  readonly calls: readonly SubgraphName[];
}

const CASES: Readonly<Record<string, Case>> = {
  'nobody signed in': {
    query: '{ auditCheckpoint { size } mine: document(id: "d1") { title } }',
    as: undefined,
    code: 'UNAUTHENTICATED',
    status: 401,
    coordinate: 'Query.document',
    path: ['mine'],
    data: { auditCheckpoint: { size: 7 }, mine: null },
    calls: ['audit'],
  },
  'another role': {
    query: '{ me { displayName } incident(id: "i1") { id } __typename }',
    as: {},
    code: 'FORBIDDEN',
    status: 403,
    coordinate: 'Query.incident',
    path: ['incident'],
    data: { me: { displayName: 'Thandi' }, incident: null, __typename: 'Query' },
    calls: ['identity'],
  },
  'a scope that is missing': {
    query: '{ document(id: "d1") { ...V title } } fragment V on Document { newest: currentVersion { id } }',
    as: READER,
    code: 'FORBIDDEN',
    status: 403,
    coordinate: 'Document.currentVersion',
    path: ['document', 'newest'],
    data: { document: { newest: null, title: 'Will' } },
    calls: ['vault'],
  },
  'a second factor that is too old': {
    query: '{ document(id: "d1") { owner { email displayName } } }',
    as: STALE,
    code: 'STEP_UP_REQUIRED',
    status: 401,
    coordinate: 'Principal.email',
    path: ['document', 'owner', 'email'],
    data: { document: { owner: { email: null, displayName: 'Thandi' } } },
    calls: ['identity', 'vault'],
  },
  'a field that must not be null': {
    query: '{ me { displayName } document(id: "d1") { title tags } }',
    as: {},
    code: 'FORBIDDEN',
    status: 403,
    coordinate: 'Document.tags',
    path: ['document', 'tags'],
    data: { me: { displayName: 'Thandi' }, document: null },
    calls: ['identity', 'vault'],
  },
  'a field that must not be null, all the way up': {
    query: '{ document(id: "d1") { title } me { displayName createdAt } }',
    as: {},
    code: 'FORBIDDEN',
    status: 403,
    coordinate: 'Principal.createdAt',
    path: ['me', 'createdAt'],
    data: null,
    calls: ['identity', 'vault'],
  },
  'all that was asked for': {
    query: '{ incident(id: "i1") { id } other: incident(id: "i2") { ...I } } fragment I on Incident { id }',
    as: {},
    code: 'FORBIDDEN',
    status: 403,
    coordinate: 'Query.incident',
    path: ['incident'],
    data: { incident: null, other: null },
    places: 2,
    calls: [],
  },
  'all of an object': {
    query: '{ document(id: "d1") { owner { email } } }',
    as: STALE,
    code: 'STEP_UP_REQUIRED',
    status: 401,
    coordinate: 'Principal.email',
    path: ['document', 'owner', 'email'],
    data: { document: { owner: { email: null } } },
    calls: ['vault'],
  },
  'all, of what must not be null': {
    query: '{ incidents { nodes { id } } }',
    as: {},
    code: 'FORBIDDEN',
    status: 403,
    coordinate: 'Query.incidents',
    path: ['incidents'],
    data: null,
    calls: [],
  },
};

/** Refused operations are not run, so that executors make no difference to them. */
const SETTINGS = [
  ['refuse', 'stock'],
  ['null', 'stock'],
  ['null', 'program'],
] as const;

describe.each(SETTINGS)('denied fields, by the setting %s and the executor %s', (mode, executor) => {
  let gateway: TestGateway;
  const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-supergraph-'));

  beforeAll(async () => {
    const file = path.join(folder, 'supergraph.graphql');
    writeTightenedSupergraph(file, POLICIES);
    gateway = await startTestGateway({
      environment: { SUPERGRAPH_FILE: file, GATEWAY_ACCESS_DENIALS: mode, GATEWAY_EXECUTOR: executor },
      resolvers: RESOLVERS,
    });
  });
  afterAll(async () => {
    await gateway.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => {
    gateway.services.vault.answer = undefined;
    for (const { calls } of Object.values(gateway.services)) calls.length = 0;
  });

  const run = (body: object, as: Partial<TestCaller> | undefined): Promise<GraphqlResult> =>
    gateway.post(body, as === undefined ? {} : bearer(gateway.signIn(as)));
  const called = (): string[] =>
    Object.entries(gateway.services).flatMap(([name, { calls }]) => (calls.length > 0 ? [name] : []));
  const asked = (): string =>
    Object.values(gateway.services)
      .flatMap(({ calls }) => calls.map(({ body }) => body.query))
      .join('\n');
  const told = ({ body }: GraphqlResult): unknown[] =>
    (body.errors ?? []).map(({ path: at, extensions }) => [at, extensions.code, extensions['coordinate']]);

  test.each(Object.entries(CASES))('[R-034] %s', async (_what, expected) => {
    const { query, as, code, coordinate, path: at, status, data, calls } = expected;
    const result = await run({ query }, as);
    expect(told(result)[0]).toEqual([at, code, coordinate]);
    expect(result.body.errors?.[0]?.extensions).toMatchObject({ requestId: result.headers.get('x-request-id') });
    expect(result.body).not.toHaveProperty('extensions');
    if (mode === 'refuse') {
      expect(result.status).toBe(status);
      expect(result.body).not.toHaveProperty('data');
      expect(called()).toEqual([]);
      return;
    }
    expect(result.status).toBe(200);
    expect(told(result)).toHaveLength(expected.places ?? 1);
    expect(JSON.stringify(result.body.data)).toBe(JSON.stringify(data));
    expect(called()).toEqual(calls);
    expect(asked()).not.toMatch(new RegExp(`\\b${coordinate.split('.')[1] ?? ''}\\b`));
  });

  test('the error says where in the text of the caller the field stands', async () => {
    const { body } = await run({ query: '{\n  me { id\n    email } }' }, STALE);
    expect(body.errors?.[0]).toMatchObject({
      locations: [{ line: 3, column: 5 }],
      path: ['me', 'email'],
      extensions: { acr_values: 'aal2', max_age: 300, coordinate: 'Principal.email' },
    });
  });

  test('half a change is worse than none: a mutation is refused as a whole', async () => {
    const query = 'mutation ($input: AddPersonInput!) { addPerson(input: $input) { person { id email } } }';
    const result = await run({ query, variables: { input: { fullName: 'Sipho' } } }, READER);
    expect(result.status).toBe(403);
    expect(told(result)).toEqual([[['addPerson', 'person', 'email'], 'FORBIDDEN', 'Person.email']]);
    expect(result.body).not.toHaveProperty('data');
    expect(called()).toEqual([]);
  });

  test('[R-060] a registered document is treated like text', async () => {
    const result = await run({ documentId: `sha256:${documentIdOf(ME)}` }, STALE);
    expect(told(result)).toEqual([[['me', 'email'], 'STEP_UP_REQUIRED', 'Principal.email']]);
    expect([result.status, result.body.data]).toEqual(
      mode === 'refuse'
        ? [401, undefined]
        : [200, { me: { id: 'p1', displayName: 'Thandi', email: null, role: 'PRINCIPAL' } }],
    );
  });

  test('a plan made for somebody who may is not used for somebody who may not, nor the other way round', async () => {
    const query = 'query Mine { me { displayName email } }';
    const own = { me: { displayName: 'Thandi', email: 't@example.test' } };
    expect((await run({ query, operationName: 'Mine' }, {})).body).toEqual({ data: own });
    expect(asked()).toContain('email');
    gateway.services.identity.calls.length = 0;
    const denied = await run({ query, operationName: 'Mine' }, STALE);
    expect(told(denied)).toEqual([[['me', 'email'], 'STEP_UP_REQUIRED', 'Principal.email']]);
    expect(asked()).not.toContain('email');
    expect((await run({ query, operationName: 'Mine' }, {})).body).toEqual({ data: own });
  });

  test('a denied field that the variables leave out is no matter', async () => {
    const query = 'query ($with: Boolean!) { me { displayName email @include(if: $with) } }';
    const { body } = await run({ query, variables: { with: false } }, STALE);
    expect(body).toEqual({ data: { me: { displayName: 'Thandi' } } });
  });

  test('[R-059] the cost is that of the document as it was sent', async () => {
    const query =
      '{ auditCheckpoint { size } documents(first: 100) { nodes { versions(first: 100) { nodes { id } } } } }';
    const result = await run({ query }, undefined);
    expect(result.body.errors?.[0]?.extensions.code).toBe(
      mode === 'refuse' ? 'UNAUTHENTICATED' : 'COST_ESTIMATED_TOO_EXPENSIVE',
    );
    expect(called()).toEqual([]);
  });

  if (mode === 'refuse') return;

  const PEOPLE = 'query ($n: Int!) { people(first: $n) { nodes { id email } } }';

  test('each item of a list has its null and its error', async () => {
    const result = await run({ query: PEOPLE, variables: { n: 2 } }, READER);
    expect(result.body.data).toEqual({
      people: {
        nodes: [
          { id: 'n0', email: null },
          { id: 'n1', email: null },
        ],
      },
    });
    expect(told(result)).toEqual(
      [0, 1].map((index) => [['people', 'nodes', index, 'email'], 'FORBIDDEN', 'Person.email']),
    );
  });

  test('many items of a list have one error, at the list', async () => {
    const result = await run({ query: PEOPLE, variables: { n: 50 } }, READER);
    expect(told(result)).toEqual([[['people', 'nodes'], 'FORBIDDEN', 'Person.email']]);
  });

  test('a variable that only denied fields use is no obstacle', async () => {
    const query =
      'query ($id: ID!, $n: Int) { auditCheckpoint { size } document(id: $id) { versions(first: $n) { nodes { id } } } }';
    const { body } = await run({ query, variables: { id: 'd1', n: 3 } }, undefined);
    expect(body.data).toEqual({ auditCheckpoint: { size: 7 }, document: null });
  });

  test('introspection beside a denied field is that of the schema that clients see', async () => {
    const query = '{ __schema { directives { name } } incident(id: "i1") { id } __type(name: "join__Graph") { name } }';
    const { body } = await run({ query }, undefined);
    expect(body.data).toMatchObject({ incident: null, __type: null });
    expect(JSON.stringify(body.data)).not.toContain('join__');
  });

  test('[R-066] what a subgraph fails at is told beside what is denied', async () => {
    gateway.services.vault.answer = () => ({ status: 503, body: {} });
    const result = await run({ query: '{ me { id email } document(id: "d1") { title } }' }, STALE);
    expect(result.body.data).toEqual({ me: { id: 'p1', email: null }, document: null });
    expect(told(result)).toEqual([
      [['document'], 'SUBGRAPH_UNAVAILABLE', undefined],
      [['me', 'email'], 'STEP_UP_REQUIRED', 'Principal.email'],
    ]);
  });
});
