import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestGateway } from '../testing/test-gateway.ts';
import type { TestGateway } from '../testing/test-gateway.ts';

const OPERATION = '{"query":"{ auditCheckpoint { size } }"}';
const LISTED = 'https://app.example.test';
const MAX_BODY_BYTES = 262_144;

describe('HTTP rules', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({
      environment: { CORS_ALLOWED_ORIGINS: `${LISTED}, https://other.example.test` },
      resolvers: { audit: { Query: { auditCheckpoint: () => ({ size: 7 }) } } },
    });
  });
  afterAll(() => gateway.close());

  const send = (init: RequestInit, path = '/graphql') => fetch(`${gateway.url}${path}`, init);
  const post = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
    send({ method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const codeOf = async (response: Response): Promise<unknown> => {
    const body = (await response.json()) as { errors?: { extensions: { code: string } }[]; code?: string };
    return body.errors?.[0]?.extensions.code ?? body.code;
  };

  describe('[R-058] the body is JSON in UTF-8', () => {
    test.each([
      ['application/json'],
      ['application/json; charset=utf-8'],
      ['application/json;charset=UTF-8'],
      ['application/json; charset="utf-8"'],
    ])('%s is taken', async (type) => {
      const response = await post(OPERATION, { 'content-type': type });
      expect({ status: response.status, body: await response.json() }).toEqual({
        status: 200,
        body: { data: { auditCheckpoint: { size: 7 } } },
      });
    });

    test.each([
      ['text/plain'],
      ['application/x-www-form-urlencoded'],
      ['multipart/form-data; boundary=x'],
      ['application/json; charset=utf-7'],
      ['application/json; charset=iso-8859-1'],
      ['application/json; charset=utf-8; charset=utf-7'],
      ['application/graphql'],
      ['application/jsonx'],
      [''],
    ])('"%s" is refused', async (type) => {
      const response = await post(Buffer.from(OPERATION), { 'content-type': type });
      expect([response.status, await codeOf(response)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    });

    test('a packed body is refused', async () => {
      const response = await post(OPERATION, { 'content-encoding': 'gzip' });
      expect(response.status).toBe(415);
    });
  });

  describe('methods', () => {
    test.each([['HEAD'], ['PUT'], ['DELETE'], ['PATCH']])('[R-058] %s is not allowed', async (method) => {
      const calls = gateway.services.audit.calls.length;
      const response = await send({ method }, '/graphql?query={auditCheckpoint{size}}');
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
      expect(gateway.services.audit.calls).toHaveLength(calls);
    });
  });

  describe('[R-067] there are no streams', () => {
    test.each([
      ['text/event-stream'],
      ['multipart/mixed; deferSpec=20220824'],
      ['text/html'],
      ['application/json;q=0'],
      [''],
    ])('a client that accepts only "%s" is refused before anything runs', async (accept) => {
      const calls = gateway.services.audit.calls.length;
      const response = await post(OPERATION, { accept });
      expect([response.status, await codeOf(response)]).toEqual([406, 'NOT_ACCEPTABLE']);
      expect(gateway.services.audit.calls).toHaveLength(calls);
    });

    test.each([
      ['application/json', 'application/json; charset=utf-8'],
      ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
      ['text/event-stream, application/json;q=0.5', 'application/json; charset=utf-8'],
      ['*/*', 'application/json; charset=utf-8'],
    ])('%s is answered with %s', async (accept, type) => {
      expect((await post(OPERATION, { accept })).headers.get('content-type')).toBe(type);
    });

    test('an upgrade is not followed', async () => {
      const socket = connect(gateway.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write('GET /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
      const [answer] = (await once(socket, 'data')) as [Buffer];
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
      socket.destroy();
    });
  });

  describe('[R-057] the size of the body', () => {
    const padded = (bytes: number): string => OPERATION.slice(0, -1) + ' '.repeat(bytes - OPERATION.length) + '}';

    test('the limit itself is taken', async () => {
      expect((await post(padded(MAX_BODY_BYTES))).status).toBe(200);
    });

    test('one byte more is refused', async () => {
      const response = await post(padded(MAX_BODY_BYTES + 1));
      expect([response.status, await codeOf(response)]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    });

    test('chunks without an announced length are counted', async () => {
      const socket = connect(gateway.port, '127.0.0.1');
      await once(socket, 'connect');
      const chunk = 'x'.repeat(65_536);
      socket.write(
        'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
      );
      for (let sent = 0; sent <= MAX_BODY_BYTES; sent += chunk.length) socket.write(`10000\r\n${chunk}\r\n`);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
      socket.destroy();
    });
  });

  describe('a header that there is one of', () => {
    const raw = async (headers: string): Promise<string> => {
      const socket = connect(gateway.port, '127.0.0.1');
      socket.write(
        `POST /graphql HTTP/1.1\r\nconnection: close\r\ncontent-length: ${String(OPERATION.length)}\r\n${headers}\r\n${OPERATION}`,
      );
      return Buffer.concat((await socket.toArray()) as Buffer[]).toString();
    };
    const one = 'host: localhost\r\ncontent-type: application/json\r\n';

    test.each([
      ['Host', 'Host: other.example\r\n'],
      ['Content-Type', 'Content-Type: text/plain\r\n'],
      ['Authorization', 'authorization: Bearer a\r\nAuthorization: Bearer b\r\n'],
    ])('is refused when it comes twice: %s', async (_name, more) => {
      expect(await raw(one)).toMatch(/^HTTP\/1\.1 200 /);
      const answer = await raw(one + more);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('"code":"BAD_REQUEST"');
    });
  });

  describe('[R-059] one operation per request', () => {
    const nested = (levels: number): string =>
      `{"query":"{ auditCheckpoint { size } }","variables":{"x":${'['.repeat(levels)}${']'.repeat(levels)}}}`;

    test('is nested as deeply as inputs are, and not deeper', async () => {
      expect((await post(nested(12))).status).toBe(200);
      const deeper = await post(nested(13));
      expect([deeper.status, await codeOf(deeper)]).toEqual([400, 'MAX_NESTING_LIMIT']);
      for (const levels of [70, 100_000]) {
        const response = await post(nested(levels));
        expect([response.status, await codeOf(response)]).toEqual([400, 'BAD_REQUEST']);
      }
    });

    test.each([
      ['a list', `[${OPERATION}]`, 'BATCHING_NOT_SUPPORTED'],
      ['an empty list', '[]', 'BATCHING_NOT_SUPPORTED'],
      ['no JSON', '{', 'BAD_REQUEST'],
      ['null', 'null', 'BAD_REQUEST'],
      ['a text', '"x"', 'BAD_REQUEST'],
      ['a query that is no text', '{"query":{}}', 'BAD_REQUEST'],
      ['variables that are a list', '{"query":"{ me { id } }","variables":[1]}', 'BAD_REQUEST'],
      ['a misspelt query', '{"qeury":"{ me { id } }"}', 'BAD_REQUEST'],
    ])('%s is refused', async (_what, body, code) => {
      const response = await post(body);
      expect([response.status, await codeOf(response)]).toEqual([400, code]);
    });
  });

  describe('[R-061] security headers', () => {
    test.each([
      ['an answer', '/graphql', { method: 'POST', body: OPERATION, headers: { 'content-type': 'application/json' } }],
      ['a refusal', '/graphql', { method: 'GET' }],
      ['an unknown address', '/nowhere', { method: 'GET' }],
      ['an address that is none', '/%zz', { method: 'GET' }],
      ['an unknown method', '/graphql', { method: 'PROPFIND' }],
      ['a file', `/files/d/${'T'.repeat(43)}`, { method: 'GET' }],
      ['health', '/healthz', { method: 'GET' }],
      ['a page', '/confirm', { method: 'GET' }],
      ['the explorer', '/explorer', { method: 'GET' }],
    ])('are on %s', async (_what, path, init) => {
      const { headers } = await send(init, path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'permissions-policy': expect.stringContaining('camera=()'),
        'cross-origin-opener-policy': 'same-origin',
      });
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    });
  });

  test.each([
    ['bytes that are no request', 'no request\r\n\r\n', '400'],
    ['headers that are too large', `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, '431'],
  ])('[R-061] [R-064] %s are refused in the same form', async (_what, bytes, status) => {
    const socket = connect(gateway.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(bytes);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toContain(`HTTP/1.1 ${status} `);
    expect(answer.toString()).toContain("frame-ancestors 'none'");
    expect(answer.toString()).toContain('"code":"BAD_REQUEST"');
    socket.destroy();
  });

  describe('[R-055] CORS', () => {
    const corsHeaders = (response: Response): string[] =>
      [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));

    test('a listed origin may read answers and ask before sending', async () => {
      const answer = await post(OPERATION, { origin: LISTED });
      expect(answer.headers.get('access-control-allow-origin')).toBe(LISTED);
      expect(answer.headers.get('access-control-expose-headers')).toContain('x-request-id');
      const preflight = await send({
        method: 'OPTIONS',
        headers: { origin: LISTED, 'access-control-request-method': 'POST' },
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, POST, PUT');
      expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
      expect(preflight.headers.get('vary')).toBe('Origin');
    });

    test.each([
      ['null'],
      ['https://evil.example.test'],
      [`${LISTED}.evil.example.test`],
      [`${LISTED}:8443`],
      ['http://app.example.test'],
      ['https://APP.example.test'],
      [`${LISTED}/`],
    ])('%s gets nothing', async (origin) => {
      expect(corsHeaders(await post(OPERATION, { origin }))).toEqual([]);
      const preflight = await send({ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
      expect([preflight.status, corsHeaders(preflight)]).toEqual([204, []]);
    });

    test('credentials are never allowed', async () => {
      const response = await post(OPERATION, { origin: LISTED });
      expect(response.headers.has('access-control-allow-credentials')).toBe(false);
    });
  });

  describe('[R-065] the request id', () => {
    test('of the client is kept, in the header, in errors and towards subgraphs', async () => {
      const response = await post('{"query":"{ me { id } }"}', { 'x-request-id': 'my-request.1' });
      expect(response.headers.get('x-request-id')).toBe('my-request.1');
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { requestId: 'my-request.1' } }] });
      await post(OPERATION, { 'x-request-id': 'my-request.2' });
      expect(gateway.services.audit.calls.at(-1)?.headers['x-request-id']).toBe('my-request.2');
    });

    test.each([['short'], ['with space in it'], ['x'.repeat(65)], ['line{}']])('%j is replaced', async (id) => {
      const response = await post(OPERATION, { 'x-request-id': id });
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    });
  });

  describe('health', () => {
    test('[R-122] [R-123] reports each dependency, and stays ready without a subgraph that is not identity', async () => {
      expect(await (await send({}, '/healthz')).json()).toEqual({ status: 'ok' });
      const ready = await send({}, '/readyz');
      expect([ready.status, await ready.json()]).toEqual([
        200,
        {
          status: 'ok',
          dependencies: { identity: 'ok', vault: 'ok', case: 'ok', incident: 'ok', audit: 'ok', redis: 'ok' },
        },
      ]);
    });
  });

  test('an unknown address answers as a problem', async () => {
    const response = await send({ headers: { 'x-request-id': 'request-0003' } }, '/nowhere');
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toEqual({
      type: 'urn:lifeready:error:not-found',
      title: 'There is no such thing',
      status: 404,
      code: 'NOT_FOUND',
      requestId: 'request-0003',
    });
  });
});

describe('readiness', () => {
  test('[R-123] goes with identity, not with another subgraph', async () => {
    const gateway = await startTestGateway();
    try {
      const ready = async () => {
        const response = await fetch(`${gateway.url}/readyz`);
        return { status: response.status, body: await response.json() };
      };
      await gateway.services.case.close();
      expect(await ready()).toMatchObject({
        status: 200,
        body: { status: 'degraded', dependencies: { case: 'unavailable', identity: 'ok' } },
      });
      await gateway.services.identity.close();
      expect(await ready()).toMatchObject({
        status: 503,
        body: { status: 'unavailable', dependencies: { identity: 'unavailable' } },
      });
    } finally {
      await gateway.close();
    }
  });
});
