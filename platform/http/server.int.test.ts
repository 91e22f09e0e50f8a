import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { isId } from '#platform/ids';
import { createLogger, silentLogger } from '#platform/logging';
import { createHttpServer, parseJsonBody } from './server.ts';
import type { FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import type { HttpServerOptions } from './server.ts';

const servers: FastifyInstance[] = [];

afterEach(async () => {
  jest.useRealTimers();
  for (const server of servers.splice(0)) await server.close();
});

function create(options: Partial<HttpServerOptions> = {}): FastifyInstance {
  const server = createHttpServer({ logger: silentLogger, dependencies: {}, ...options });
  servers.push(server);
  return server;
}

const works = (): Promise<void> => Promise.resolve();
const fails = (): Promise<void> => Promise.reject(new Error('connect postgres://canary'));

describe('[R-122] liveness', () => {
  test.each(['/healthz', '/health', '/live'])(
    '%s says that the process runs, whatever its dependencies do',
    async (url) => {
      const answer = await create({ dependencies: { database: fails } }).inject(url);
      expect({ status: answer.statusCode, body: answer.json<unknown>() }).toEqual({
        status: 200,
        body: { status: 'ok' },
      });
    },
  );
});

describe('[R-123] readiness', () => {
  test.each(['/readyz', '/ready'])('%s names each dependency', async (url) => {
    const answer = await create({ dependencies: { database: works, audit: works } }).inject(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ status: 'ok', dependencies: { database: 'ok', audit: 'ok' } });
  });

  test('one that is down takes the instance out of service, and shows nothing of why', async () => {
    const answer = await create({ dependencies: { database: works, audit: fails } }).inject('/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ status: 'unavailable', dependencies: { database: 'ok', audit: 'unavailable' } });
  });

  test('one that throws at once is down too', async () => {
    const answer = await create({
      dependencies: {
        database: () => {
          throw new Error('canary');
        },
      },
    }).inject('/readyz');
    expect(answer.statusCode).toBe(503);
  });

  test('[R-124] an optional one that is down is reported only', async () => {
    const answer = await create({ dependencies: { redis: { check: fails, critical: false } } }).inject('/readyz');
    expect({ status: answer.statusCode, body: answer.json<unknown>() }).toEqual({
      status: 200,
      body: { status: 'degraded', dependencies: { redis: 'unavailable' } },
    });
  });

  test('one that never answers is down after three seconds', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
    const server = create({ dependencies: { database: () => new Promise(() => undefined) } });
    await server.ready();
    const answer = server.inject('/readyz');
    await new Promise((resolve) => setImmediate(resolve));
    await jest.advanceTimersByTimeAsync(3_000);
    expect((await answer).statusCode).toBe(503);
  });
});

describe('[R-065] the request id', () => {
  const idOf = async (headers: Record<string, string>): Promise<unknown> =>
    (await create().inject({ url: '/healthz', headers })).headers['x-request-id'];

  test.each(['12345678', 'a-b_c.D-0', 'x'.repeat(64)])('%s is kept', async (id) => {
    expect(await idOf({ 'x-request-id': id })).toBe(id);
  });

  test.each(['', 'short', 'x'.repeat(65), 'with space in it', 'line\\nfeed"}{', 'ünïcödé-long'])(
    '"%s" is replaced by one of ours',
    async (id) => {
      expect(isId(await idOf({ 'x-request-id': id }))).toBe(true);
    },
  );

  test('stands in every answer, also of an error', async () => {
    const answer = await create().inject({ url: '/nowhere', headers: { 'x-request-id': 'request-42' } });
    expect(answer.headers['x-request-id']).toBe('request-42');
    expect(answer.json()).toMatchObject({ requestId: 'request-42' });
  });
});

describe('an error is problem details', () => {
  function withRoutes(): FastifyInstance {
    const server = create();
    server.get('/known', () => {
      throw new AppError('CONFLICT', { cause: new Error('canary') });
    });
    server.get('/unknown', () => {
      throw new TypeError('canary: connect postgres://');
    });
    server.post('/json', (request) => parseJsonBody(request.body));
    return server;
  }

  test.each([
    ['GET', '/nowhere', undefined, 404, 'NOT_FOUND'],
    ['DELETE', '/healthz', undefined, 404, 'NOT_FOUND'],
    ['GET', '/%zz', undefined, 400, 'BAD_REQUEST'],
    ['GET', '/known', undefined, 409, 'CONFLICT'],
    ['GET', '/unknown', undefined, 500, 'INTERNAL_SERVER_ERROR'],
    ['POST', '/json', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['POST', '/json', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['POST', '/json', { 'content-type': 'application/json' }, 400, 'BAD_REQUEST'],
  ] as const)('%s %s (%#)', async (method, url, headers, status, code) => {
    const body = headers === undefined ? {} : { headers, payload: 'canary' };
    const answer = await withRoutes().inject({ method, url, ...body });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toEqual({
      type: expect.stringMatching(/^urn:lifeready:error:/),
      title: expect.any(String),
      status,
      code,
      requestId: answer.headers['x-request-id'],
      ...(code === 'BAD_REQUEST' && url === '/json' ? { detail: 'The body is not JSON.' } : {}),
    });
    expect(answer.body).not.toContain('canary');
  });

  test('a body beyond the limit is refused', async () => {
    const server = create({ bodyLimitBytes: 10 });
    server.post('/json', (request) => parseJsonBody(request.body));
    const answer = await server.inject({
      method: 'POST',
      url: '/json',
      headers: { 'content-type': 'application/json' },
      payload: '{"long": "body"}',
    });
    expect(answer.json()).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });

  test('JSON arrives as the bytes that were sent', async () => {
    const server = create();
    server.post('/bytes', (request) => ({ hex: (request.body as Buffer).toString('hex') }));
    const answer = await server.inject({
      method: 'POST',
      url: '/bytes',
      headers: { 'content-type': 'application/json' },
      payload: Buffer.from('{ "a" : 1.0 }'),
    });
    expect(answer.json()).toEqual({ hex: Buffer.from('{ "a" : 1.0 }').toString('hex') });
  });

  test('what is not HTTP is cut off', async () => {
    const server = create();
    await server.listen({ port: 0, host: '127.0.0.1' });
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('canary\r\n\r\n');
    let answer = '';
    for await (const part of socket) answer += String(part);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toContain('canary');
  });
});

describe('[R-061] what Node or Fastify would answer by themselves carries the headers of the server', () => {
  const exchange = async (bytes: string): Promise<string> => {
    const server = create({ headers: { 'x-frame-options': 'DENY' } });
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(bytes);
    return Buffer.concat((await socket.toArray()) as Buffer[]).toString();
  };

  test.each([
    ['no host', 'GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'BAD_REQUEST'],
    ['an unknown expectation', 'GET /healthz HTTP/1.1\r\nhost: a\r\nexpect: x\r\n\r\n', 417, 'BAD_REQUEST'],
  ])('%s', async (_what, bytes, status, code) => {
    const answer = await exchange(bytes);
    expect(answer).toContain(`HTTP/1.1 ${String(status)} `);
    expect(answer.toLowerCase()).toContain('x-frame-options: deny');
    expect(answer).toContain(`"code":"${code}"`);
  });

  test('a request whose rest comes while the server closes', async () => {
    const server = create({ headers: { 'x-frame-options': 'DENY' } });
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /healthz HTTP/1.1\r\nhost: a\r\n');
    await fetch(`${url}/healthz`, { headers: { connection: 'close' } });
    const closed = server.close();
    socket.write('\r\n');
    const answer = Buffer.concat((await socket.toArray()) as Buffer[]).toString();
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer.toLowerCase()).toContain('x-frame-options: deny');
    expect(answer).toContain('"code":"SERVICE_UNAVAILABLE"');
  });

  test('HTTP/1.0 needs no host', async () => {
    expect(await exchange('GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
  });
});

test('[R-134] a request is one log line with its route, status and request id; health checks are none', async () => {
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const server = create({ logger: createLogger({ service: 'test', level: 'info', destination }) });
  server.get('/things/:id', () => ({}));
  for (const url of ['/healthz', '/health', '/live', '/readyz', '/ready', '/things/canary-17?token=canary'])
    await server.inject(url);
  expect(lines).toEqual([
    expect.objectContaining({
      msg: 'request',
      level: 'info',
      service: 'test',
      method: 'GET',
      route: '/things/:id',
      status: 200,
      requestId: expect.any(String),
    }),
  ]);
  expect(JSON.stringify(lines)).not.toContain('canary');
});
