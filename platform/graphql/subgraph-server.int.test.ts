import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { AppError } from '#platform/errors';
import { createHttpServer } from '#platform/http';
import { createLogger } from '#platform/logging';
import { createRecordedDenials } from './testing/recorded-denials.ts';
import { MAX_ENTITIES } from './run-operation.ts';
import { registerSubgraph } from './subgraph-server.ts';
import { NOW_MS, SAMPLE_SDL, sampleCaller, sampleResolvers } from './testing/sample-subgraph.ts';
import type { FastifyInstance } from 'fastify';

const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-graphql-'));
const sample = sampleResolvers();
const log: string[] = [];
const recorded = createRecordedDenials();
let server: FastifyInstance;

beforeAll(async () => {
  const schemaPath = path.join(folder, 'schema.graphql');
  writeFileSync(schemaPath, SAMPLE_SDL);
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      log.push(chunk.toString());
      done();
    },
  });
  server = createHttpServer({
    logger: createLogger({ service: 'sample', level: 'info', destination }),
    dependencies: {},
  });
  server.decorateRequest('callerService', '');
  server.addHook('onRequest', async (request) => {
    request.callerService = 'gateway';
  });
  await registerSubgraph(server, {
    schemaPath,
    resolvers: sample.resolvers,
    clock: createManualClock(NOW_MS),
    verifyContextToken: async (token) => {
      if (token !== 'good-token') throw new AppError('UNAUTHENTICATED', { cause: new Error('token refused: canary') });
      return sampleCaller();
    },
    createContext: (base) => base,
    denials: recorded,
  });
});

beforeEach(() => {
  log.length = 0;
  recorded.denials.length = 0;
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly json: {
    readonly data?: unknown;
    readonly errors?: readonly { readonly message: string; readonly path?: unknown; readonly extensions: object }[];
  };
}

async function post(
  body: unknown,
  headers: Record<string, string> = { authorization: 'Bearer good-token' },
): Promise<Answer> {
  const answer = await server.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', 'x-request-id': 'request-1', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.statusCode, json: answer.json() };
}

const extensions = (code: string): object => ({
  code,
  requestId: 'request-1',
  type: expect.any(String),
  title: expect.any(String),
  status: expect.any(Number),
});

test('an operation is answered', async () => {
  expect(await post({ query: 'query One { own { id } } query Other { open }', operationName: 'One' })).toEqual({
    status: 200,
    json: { data: { own: { id: 'own' } } },
  });
});

describe('who is calling', () => {
  test('is nobody without a token', async () => {
    expect((await post({ query: '{ open own { id } }' }, {})).json).toMatchObject({
      data: { open: 'open', own: null },
      errors: [{ path: ['own'], extensions: extensions('UNAUTHENTICATED') }],
    });
  });

  test.each([
    'Bearer bad-token',
    'Bearer ',
    'Basic good-token',
    'good-token',
    'bearer good-token',
    'Bearer good-token extra',
  ])('[R-004] "%s" is refused, not taken for nobody', async (authorization) => {
    const { status, json } = await post({ query: '{ open }' }, { authorization });
    expect({ status, json }).toMatchObject({ status: 401, json: extensions('UNAUTHENTICATED') });
    expect(JSON.stringify(json)).not.toContain('canary');
    const denial = { coordinate: 'POST /graphql', reason: 'context_token', layer: 'token', requestId: 'request-1' };
    expect(recorded.denials).toEqual([{ ...denial, actor: { kind: 'anonymous' } }]);
  });
});

test('[R-059] so many entities are looked at in one call, and no more', async () => {
  const query = 'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }';
  const ask = (count: number): Promise<Answer> => {
    const representations = Array.from({ length: count }, () => ({ __typename: 'Thing', id: '1' }));
    return post({ query, variables: { representations } });
  };
  const ran = sample.ran.length;
  expect(await ask(MAX_ENTITIES + 1)).toMatchObject({
    status: 400,
    json: { code: 'MAX_LIST_LIMIT', max: MAX_ENTITIES },
  });
  expect(sample.ran).toHaveLength(ran);
  expect((await ask(2)).json.data).toEqual({ _entities: [{ __typename: 'Thing' }, { __typename: 'Thing' }] });
});

describe('what is not an operation is a problem with the request id', () => {
  test.each([
    ['no JSON', 'canary'],
    ['nothing', ''],
    ['a list, which would be a batch', [{ query: '{ open }' }]],
    ['null', 'null'],
    ['no query', { variables: {} }],
    ['an empty query', { query: '' }],
    ['a query that is no text', { query: { canary: 1 } }],
    ['variables that are no map', { query: '{ open }', variables: ['canary'] }],
    ['variables as text', { query: '{ open }', variables: '{"canary": 1}' }],
    ['an operation name that is no text', { query: '{ open }', operationName: 7 }],
  ])('%s', async (_case, body) => {
    const { status, json } = await post(body);
    expect({ status, json }).toMatchObject({ status: 400, json: extensions('BAD_REQUEST') });
    expect(JSON.stringify(json)).not.toContain('canary');
  });

  test('a GET', async () => {
    const answer = await server.inject({ method: 'GET', url: '/graphql?query={open}' });
    expect(answer.statusCode).toBe(404);
  });
});

describe('the error contract', () => {
  test.each([
    ['GRAPHQL_PARSE_FAILED', { query: '{ open' }],
    ['GRAPHQL_PARSE_FAILED', { query: `{ ${'open '.repeat(20_001)} }` }],
    ['GRAPHQL_VALIDATION_FAILED', { query: '{ closed }' }],
    ['GRAPHQL_VALIDATION_FAILED', { query: '{ __schema { types { name } } }' }],
    ['OPERATION_RESOLUTION_FAILURE', { query: 'query A { open } query B { open }' }],
    ['OPERATION_RESOLUTION_FAILURE', { query: 'query A { open }', operationName: 'B' }],
    [
      'BAD_USER_INPUT',
      { query: 'query ($input: EchoInput) { echo(input: $input) }', variables: { input: { number: 'canary' } } },
    ],
    ['BAD_USER_INPUT', { query: 'query ($input: EchoInput!) { echo(input: $input) }' }],
    ['FORBIDDEN', { query: '{ operators }' }],
    ['CONFLICT', { query: '{ failing(how: "known") }' }],
    ['INTERNAL_SERVER_ERROR', { query: '{ failing(how: "unknown") }' }],
  ])('%s (%#)', async (code, body) => {
    const { json } = await post(body);
    expect(json.errors).toEqual([
      expect.objectContaining({ message: expect.any(String), extensions: expect.objectContaining(extensions(code)) }),
    ]);
    expect(JSON.stringify(json)).not.toMatch(/canary|stacktrace|Did you mean/);
  });

  test('a coercion names the field', async () => {
    const body = {
      query: 'query ($input: EchoInput) { echo(input: $input) }',
      variables: { input: { number: 1, nested: { number: null } } },
    };
    expect((await post(body)).json.errors?.[0]?.extensions).toMatchObject({
      errors: { 'input.nested.number': [expect.any(String)] },
    });
  });

  test('field errors of a use case come through', async () => {
    expect((await post({ query: '{ failing(how: "fields") }' })).json.errors?.[0]?.extensions).toMatchObject({
      errors: { 'input.title': ['is too long'] },
    });
  });

  test('several errors keep their own paths', async () => {
    const { json } = await post({ query: '{ a: operators b: failing(how: "known") c: open }' });
    expect(
      json.errors?.map(({ path: at, extensions: { code } }: { path?: unknown; extensions: { code?: string } }) => [
        at,
        code,
      ]),
    ).toEqual([
      [['a'], 'FORBIDDEN'],
      [['b'], 'CONFLICT'],
    ]);
  });

  test('what nobody expected is in the log with its stack, and nowhere else', async () => {
    await post({ query: '{ failing(how: "unknown") }' });
    expect(log.join('')).toContain('canary-internal');
  });

  test('[R-030] a step-up says what would do', async () => {
    const { json } = await post({ query: '{ fresh }' });
    expect(json.errors).toBeUndefined();
    const stale = createHttpServer({ logger: createLogger({ service: 'sample', level: 'silent' }), dependencies: {} });
    stale.decorateRequest('callerService', 'gateway');
    await registerSubgraph(stale, {
      schemaPath: path.join(folder, 'schema.graphql'),
      resolvers: sample.resolvers,
      clock: createManualClock(NOW_MS + 3_600_000),
      verifyContextToken: async () => sampleCaller(),
      createContext: (base) => base,
      denials: recorded,
    });
    const answer = await stale.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', authorization: 'Bearer good-token' },
      payload: '{"query":"{ fresh }"}',
    });
    expect(answer.json()).toMatchObject({
      errors: [
        {
          extensions: {
            code: 'STEP_UP_REQUIRED',
            error: 'insufficient_user_authentication',
            acr_values: 'aal2',
            max_age: 300,
          },
        },
      ],
    });
    await stale.close();
  });
});

test('a schema with a gap stops the start', async () => {
  const schemaPath = path.join(folder, 'gap.graphql');
  writeFileSync(schemaPath, `${SAMPLE_SDL} extend type Query { forgotten: Int }`);
  const fresh = createHttpServer({ logger: createLogger({ service: 'sample', level: 'silent' }), dependencies: {} });
  const registering = registerSubgraph(fresh, {
    schemaPath,
    resolvers: sample.resolvers,
    verifyContextToken: async () => sampleCaller(),
    createContext: (base) => base,
    denials: recorded,
  });
  await expect(registering).rejects.toThrow('Query.forgotten: has no @access policy');
});
