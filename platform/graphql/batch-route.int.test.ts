import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { AppError } from '#platform/errors';
import { createHttpServer } from '#platform/http';
import { silentLogger } from '#platform/logging';
import { BATCH_PATH, MAX_BATCH_ITEMS, readBatchAnswer, writeBatch } from './batch-format.ts';
import { createRecordedDenials } from './testing/recorded-denials.ts';
import { registerSubgraph } from './subgraph-server.ts';
import { NOW_MS, SAMPLE_SDL, sampleCaller, sampleResolvers } from './testing/sample-subgraph.ts';
import type { FastifyInstance } from 'fastify';

const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-batch-'));
const sample = sampleResolvers();
const recorded = createRecordedDenials();
let server: FastifyInstance;
let verified = 0;

beforeAll(async () => {
  const schemaPath = path.join(folder, 'schema.graphql');
  writeFileSync(schemaPath, SAMPLE_SDL);
  server = createHttpServer({ logger: silentLogger, dependencies: {} });
  server.decorateRequest('callerService', '');
  await registerSubgraph(server, {
    schemaPath,
    resolvers: sample.resolvers,
    clock: createManualClock(NOW_MS),
    verifyContextToken: async (token) => {
      verified += 1;
      if (token !== 'good-token') throw new AppError('UNAUTHENTICATED');
      return sampleCaller();
    },
    createContext: (base) => {
      if (base.requestId === 'no-context') throw new AppError('CONFLICT');
      return base;
    },
    denials: recorded,
  });
});

beforeEach(() => {
  sample.ran.length = 0;
  recorded.denials.length = 0;
  verified = 0;
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function send(payload: string, token = 'good-token') {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return server.inject({ method: 'POST', url: BATCH_PATH, headers, payload });
}

async function answersTo(...queries: readonly string[]): Promise<readonly unknown[]> {
  const items = queries.map((query, at) => ({
    requestId: `request-${String(at)}`,
    request: JSON.stringify({ query, variables: {} }),
  }));
  const { statusCode, rawPayload } = await send(writeBatch(items));
  expect(statusCode).toBe(200);
  return readBatchAnswer(rawPayload, queries.length).map((answer) => JSON.parse(answer.toString()) as unknown);
}

describe('several queries of one caller in one call', () => {
  test('are each answered, in their order, and the caller is verified once', async () => {
    expect(await answersTo('{ open }', '{ own { id } }', '{ open own { text } }')).toEqual([
      { data: { open: 'open' } },
      { data: { own: { id: 'own' } } },
      { data: { open: 'open', own: { text: 'text' } } },
    ]);
    expect(verified).toBe(1);
  });

  test('[R-065] fail by themselves, under their own request ids', async () => {
    const answers = await answersTo('{ open }', '{ operators }', '{ failing(how: "known") }', '{ nothing }');
    expect(answers).toMatchObject([
      { data: { open: 'open' } },
      { errors: [{ extensions: { code: 'FORBIDDEN', requestId: 'request-1' } }] },
      { errors: [{ extensions: { code: 'CONFLICT', requestId: 'request-2' } }] },
      { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED', requestId: 'request-3' } }] },
    ]);
    expect(recorded.denials).toMatchObject([{ coordinate: 'Query.operators', requestId: 'request-1' }]);
  });

  test('fail by themselves before they begin, too', async () => {
    const request = JSON.stringify({ query: '{ open }' });
    const items = ['request-1', 'no-context'].map((requestId) => ({ requestId, request }));
    const { statusCode, rawPayload } = await send(writeBatch(items));
    expect(statusCode).toBe(200);
    const answers = readBatchAnswer(rawPayload, 2).map((answer) => JSON.parse(answer.toString()) as unknown);
    expect(answers).toMatchObject([
      { data: { open: 'open' } },
      { errors: [{ extensions: { code: 'CONFLICT', requestId: 'no-context' } }] },
    ]);
  });

  test('are never changes', async () => {
    const answers = await answersTo('{ open }', 'mutation { change }');
    expect(answers).toMatchObject([{ data: { open: 'open' } }, { errors: [{ extensions: { code: 'BAD_REQUEST' } }] }]);
    expect(sample.ran).toEqual(['Query.open']);
  });

  test('are all refused with a context token that is not good', async () => {
    const { statusCode, body } = await send(
      writeBatch([{ requestId: 'request-1', request: '{"query":"{ open }"}' }]),
      'x',
    );
    expect({ statusCode, code: (JSON.parse(body) as { code: unknown }).code }).toEqual({
      statusCode: 401,
      code: 'UNAUTHENTICATED',
    });
  });

  const item = { requestId: 'request-1', request: { query: '{ open }' } };
  test.each<readonly [string, unknown]>([
    ['no list', item],
    ['nothing', []],
    ['too many', Array.from({ length: MAX_BATCH_ITEMS + 1 }, () => item)],
    ['a request id that could forge a line of the log', [{ ...item, requestId: 'request\n1' }]],
    ['no query', [{ ...item, request: {} }]],
    ['no JSON', '{'],
  ])('are not %s', async (_what, body) => {
    const { statusCode } = await send(typeof body === 'string' ? body : JSON.stringify(body));
    expect(statusCode).toBe(400);
    expect(sample.ran).toEqual([]);
  });
});
