import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '#platform/clock';
import { AppError } from '#platform/errors';
import { createLogger, silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { ANONYMOUS } from '#platform/auth';
import { startTestGateway } from '../testing/test-gateway.ts';
import { createEdge } from './create-edge.ts';
import { answerPlainRequests } from './plain-requests.ts';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TestGateway } from '../testing/test-gateway.ts';
import type { Edge } from './create-edge.ts';

const LISTED = 'https://app.example.test';
const JSON_BODY = { 'content-type': 'application/json' };
const ID = 'a-request-id';
const MAX_BODY_BYTES = 300_000;
const HTTP_SETTINGS = {
  GATEWAY_MAX_BODY_BYTES: MAX_BODY_BYTES,
  GATEWAY_BODY_TIMEOUT_MS: 15_000,
  GATEWAY_MAX_URL_CHARACTERS: 8_192,
  GATEWAY_MAX_HEADER_FIELDS: 50,
  GATEWAY_MAX_JSON_NESTING: 64,
  GATEWAY_MAX_JSON_VALUES: 10_000,
};

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** @param chunked whether the length is left out, which the router alone takes */
async function post(
  url: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = JSON_BODY,
  chunked = false,
): Promise<Answer> {
  const length = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': Buffer.byteLength(body) };
  const request = httpRequest(url, {
    agent: false,
    method: 'POST',
    headers: { ...headers, ...length, 'x-request-id': ID },
  });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return {
    status: response.statusCode,
    headers: response.headers,
    body: Buffer.concat(await response.toArray()).toString(),
  };
}

describe('what goes ahead of the router', () => {
  let edge: Edge;
  let url: string;
  const lines: Record<string, unknown>[] = [];

  beforeAll(async () => {
    const destination = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
        done();
      },
    });
    edge = createEdge({
      config: {
        ...HTTP_SETTINGS,
        CORS_ALLOWED_ORIGINS: [LISTED],
        TRUSTED_PROXIES: ['127.0.0.1'],
        GATEWAY_BURST_REQUESTS: 1_000,
        GATEWAY_BURST_WINDOW_SECONDS: 60,
        GATEWAY_BURST_BLOCK_SECONDS: 60,
      },
      httpsOnly: true,
      dependencies: {},
      metrics: createMetrics('gateway'),
      clock: systemClock,
      logger: silentLogger,
    });
    // No route: whatever gets to the router is not found, or refused by its hooks.
    answerPlainRequests(edge, {
      authenticate: () => Promise.resolve({ actor: ANONYMOUS, contextToken: undefined, clientId: 'web' }),
      resolveDocument: (_client, { query, documentId }) => {
        if (query === 'boom') throw new Error('canary');
        return { query: query ?? documentId ?? '', registered: false };
      },
      checkDocument: () => ({ operations: [] }),
      checkVariables: () => undefined,
      draft: '2025',
      limits: edge.rules.limits,
      server: {
        execute: ({ query }, { address }) =>
          Promise.resolve({
            status: 200,
            headers: { 'content-type': 'application/json' },
            body: `${query} ${String(address)}`,
          }),
      },
      requestTimeoutMs: 10_000,
      logger: createLogger({ service: 'gateway', level: 'info', destination }),
    });
    url = await edge.server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => edge.server.close());

  const PROXY = { ...JSON_BODY, 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };
  const ask = (path: string, headers: Readonly<Record<string, string>> = PROXY, chunked = false) =>
    post(url + path, '{"query":"q"}', headers, chunked);

  test('the usual request, with the headers of the edge and the address that the proxy saw', async () => {
    const { status, headers, body } = await ask('/graphql', { ...PROXY, origin: LISTED });
    expect([status, body]).toEqual([200, 'q 203.0.113.9']);
    expect(headers).toMatchObject({
      'x-request-id': ID,
      'x-frame-options': 'DENY',
      'strict-transport-security': expect.stringContaining('max-age='),
      'access-control-allow-origin': LISTED,
      vary: 'Origin',
      'cache-control': 'no-store',
      'content-length': String(Buffer.byteLength(body)),
    });
    expect((await ask('/graphql')).headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('one with the id of a document in its path', async () => {
    expect((await post(`${url}/graphql/abc.1`, '{}', PROXY)).body).toBe('abc.1 203.0.113.9');
  });

  test.each([
    ['/graphql?x=1', PROXY],
    ['/graphql/', PROXY],
    ['/graphql/a%62c', PROXY],
    ['/graphql/a/b', PROXY],
    ['/Graphql', PROXY],
    [`/graphql/${'x'.repeat(101)}`, PROXY],
    ['/graphql', { ...PROXY, 'content-type': 'text/plain' }],
    ['/graphql', { ...PROXY, 'content-encoding': 'gzip' }],
    ['/graphql', { ...PROXY, accept: 'text/html' }],
    ['/graphql', { ...PROXY, accept: 'application/json;q=0' }],
    ['/graphql', { ...PROXY, 'x-forwarded-proto': 'http' }],
    ['/graphql', { ...PROXY, 'x-forwarded-proto': 'https, http' }],
    ['/graphql', JSON_BODY],
  ])('nothing else: %s %j', async (path, headers) => {
    expect((await ask(path, headers)).status).not.toBe(200);
  });

  test.each([
    ['of unknown length', 'transfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['without a body', 'content-length: 0\r\n\r\n'],
    ['over the limit', `content-length: ${String(MAX_BODY_BYTES + 1)}\r\n\r\n`],
    ['that expects something', 'content-length: 2\r\nexpect: 100-continue\r\n\r\n{}'],
    ['with two keys', 'content-length: 2\r\nidempotency-key: a\r\nIdempotency-Key: b\r\n\r\n{}'],
    ['of too many fields', `content-length: 2\r\n${'x: 1\r\n'.repeat(51)}\r\n{}`],
  ])('nor a request %s', async (_what, rest) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const head = 'POST /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx-forwarded-proto: https\r\n';
    socket.write(`${head}content-type: application/json\r\n${rest}`);
    const text = Buffer.concat((await socket.toArray()) as Buffer[]).toString();
    expect(text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '')).toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  test('a failure that nobody thought of is an answer, and is not shown', async () => {
    const { status, body } = await post(`${url}/graphql`, '{"query":"boom"}', PROXY);
    expect([status, body]).toEqual([500, expect.stringContaining('INTERNAL_SERVER_ERROR')]);
    expect(body).not.toContain('canary');
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', requestId: ID, msg: 'request failed' }));
  });

  test('whoever takes nothing of a large answer is dropped, as behind the router', async () => {
    const given: number[] = [];
    edge.server.server.once('connection', (socket: Socket) => {
      const { setTimeout: give } = socket;
      socket.setTimeout = (ms, callback) => {
        given.push(ms);
        return give.call(socket, ms, callback);
      };
    });
    const large = JSON.stringify({ query: 'q'.repeat(20_000) });
    expect((await post(`${url}/graphql`, large, PROXY)).status).toBe(200);
    expect(given).toContain(60_000);
  });

  test('[R-134] each is one line of the log', async () => {
    lines.length = 0;
    await ask('/graphql');
    expect(lines).toEqual([
      expect.objectContaining({ msg: 'request', method: 'POST', route: '/graphql', status: 200, requestId: ID }),
    ]);
  });

  test('a body that is cut off is no request', async () => {
    lines.length = 0;
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const head = 'POST /graphql HTTP/1.1\r\nhost: a\r\nx-forwarded-proto: https\r\ncontent-type: application/json\r\n';
    socket.end(`${head}content-length: 100\r\n\r\n{`);
    await socket.toArray();
    expect((await ask('/graphql')).status).toBe(200);
    expect(lines.filter(({ msg }) => msg === 'request')).toHaveLength(1);
  });
});

describe('a request is answered in the same way ahead of the router and behind it', () => {
  let gateway: TestGateway;
  let person: string;

  beforeAll(async () => {
    gateway = await startTestGateway({
      environment: { CORS_ALLOWED_ORIGINS: LISTED },
      resolvers: {
        audit: { Query: { auditCheckpoint: () => ({ size: 7 }) } },
        vault: {
          Query: {
            vaultItem: () => {
              throw new AppError('NOT_FOUND');
            },
          },
        },
      },
    });
    person = gateway.signIn();
  });
  afterAll(() => gateway.close());

  const QUERY = { query: '{ auditCheckpoint { size } }' };
  const CASES: readonly (readonly [string, unknown, Readonly<Record<string, string>>?])[] = [
    ['data', QUERY],
    ['data, again', QUERY],
    ['its cost', QUERY, { 'x-cost': '1' }],
    ['the type of the specification', QUERY, { accept: 'application/graphql-response+json' }],
    ['a listed origin', QUERY, { origin: LISTED }],
    ['another origin', QUERY, { origin: 'https://evil.example.test' }],
    ['nothing found', { query: '{ vaultItem(id: "0190a0a0-0000-7000-8000-000000000000") { id } }' }, { person: 'yes' }],
    ['somebody without a token', { query: '{ me { id } }' }],
    ['a token that is none', QUERY, { authorization: 'Bearer x' }],
    ['no JSON', '{"query":'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['a list', [QUERY]],
    ['nothing', {}],
    ['a wrong type', { query: 1 }],
    ['a wrong member', { ...QUERY, variables: [] }],
    ['an unknown field', { query: '{ nothing }' }],
    ['a syntax error', { query: '{' }],
    ['an unknown id', { documentId: 'sha256:00' }],
    ['a hash that is not known', { extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } }],
    ['an operation that is not there', { ...QUERY, operationName: 'Other' }],
    ['lists that are too long', { ...QUERY, variables: { a: Array.from({ length: 2_000 }, () => 1) } }],
    ['a body that is too deep', `{"query":"{ a }","variables":${'['.repeat(100)}${']'.repeat(100)}}`],
    ['variables that do not fit', { query: 'query ($id: ID!) { vaultItem(id: $id) { id } }' }, { person: 'yes' }],
    ['a bad key', QUERY, { 'idempotency-key': 'x' }],
  ];

  test.each(CASES)('%s', async (_what, body, given = {}) => {
    const { person: asPerson, ...headers } = given;
    const sent = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const all = { ...JSON_BODY, ...(asPerson ? { authorization: `Bearer ${person}` } : {}), ...headers };
    const [plain, routed] = [
      await post(`${gateway.url}/graphql`, sent, all),
      await post(`${gateway.url}/graphql`, sent, all, true),
    ];
    expect(comparable(plain)).toEqual(comparable(routed));
  });
});

/** Without what differs from one request to the next. */
function comparable({ status, headers, body }: Answer): unknown {
  const { date: _date, ratelimit: _state, 'x-ratelimit-remaining': _left, ...rest } = headers;
  return { status, headers: rest, body: body.replaceAll(/"remaining":\d+/g, '') };
}
