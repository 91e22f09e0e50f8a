import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { bearer, startTestGateway } from '../testing/test-gateway.ts';
import type { FastifyInstance } from 'fastify';
import type { TestGateway } from '../testing/test-gateway.ts';

const NOTE = Buffer.from('log.example.test\n1\nAAAA\n\n— log.example.test AAAA\n');
const TILE = Buffer.alloc(8_192, 7);

let gateway: TestGateway;
/** Paths that the audit service was asked for, each with whether somebody was vouched for. */
const asked: { path: string; vouched: boolean }[] = [];
let refuse: { error: AppError; retryAfter?: string } | undefined;

function auditRoutes(server: FastifyInstance): void {
  server.get('/internal/log/checkpoint', async (request, reply) => {
    asked.push({ path: request.url, vouched: request.headers.authorization !== undefined });
    if (refuse !== undefined) throw refuse.error;
    return reply.type('text/html').send(NOTE);
  });
  server.get('/internal/log/tile/*', async (request, reply) => {
    asked.push({ path: request.url, vouched: request.headers.authorization !== undefined });
    if (refuse?.retryAfter !== undefined) reply.header('retry-after', refuse.retryAfter);
    if (refuse !== undefined) throw refuse.error;
    return reply.type('text/html').header('set-cookie', 'a=b').send(TILE);
  });
}

beforeAll(async () => {
  gateway = await startTestGateway({ routes: { audit: auditRoutes } });
});
afterAll(() => gateway.close());
beforeEach(() => {
  asked.length = 0;
  refuse = undefined;
});

const get = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${gateway.url}${path}`, init);
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

describe('[R-112] the log in public', () => {
  test.each([
    ['/log/checkpoint', NOTE, 'text/plain; charset=utf-8', 'public, max-age=3'],
    ['/log/tile/0/x001/067', TILE, 'application/octet-stream', 'public, max-age=31536000, immutable'],
    ['/log/tile/1/000.p/17', TILE, 'application/octet-stream', 'public, max-age=60'],
  ])('%s, by GET and by HEAD', async (path, content, type, caching) => {
    for (const method of ['GET', 'HEAD']) {
      const response = await get(path, { method });
      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': type,
        'cache-control': caching,
        'content-length': String(content.length),
        'x-content-type-options': 'nosniff',
      });
      expect(response.headers.has('set-cookie')).toBe(false);
      expect(await bytesOf(response)).toEqual(method === 'GET' ? content : Buffer.of());
    }
    expect(asked).toEqual([
      { path: `/internal${path}`, vouched: false },
      { path: `/internal${path}`, vouched: false },
    ]);
  });

  test('a token says nothing here and goes nowhere', async () => {
    expect((await get('/log/tile/0/000', { headers: { authorization: 'Bearer nonsense' } })).status).toBe(200);
    expect(asked).toEqual([{ path: '/internal/log/tile/0/000', vouched: false }]);
  });

  test('what is not there yet is not found, and no cache keeps that', async () => {
    refuse = { error: new AppError('NOT_FOUND') };
    const response = await get('/log/tile/0/000');
    expect(response.status).toBe(404);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('without the audit service there is no answer to be kept', async () => {
    refuse = { error: new AppError('INTERNAL_SERVER_ERROR') };
    const response = await get('/log/checkpoint');
    expect(response.status).toBeGreaterThanOrEqual(500);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s is refused', async (method) => {
    for (const path of ['/log/checkpoint', '/log/tile/0/000', '/log/tile/entries/000']) {
      const response = await get(path, { method });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('GET, HEAD');
    }
    expect(asked).toEqual([]);
  });

  test.each([
    '/log',
    '/log/',
    '/log/tile',
    '/log/tile/',
    '/log/tile/0/0',
    '/log/tile/0/x000/001',
    '/log/tile/64/000',
    '/log/tile/0/000.p/256',
    '/log/tile/0/000.p/0',
    '/log/tile/0/%30%30%30',
    '/log/tile/0/000?v=2',
    '/log/tile/0/000/',
    '/log/tile//0/000',
    '/log/tile/0/../0/000',
    '/log/tile/0/..%2f..%2fappend',
    '/log/checkpoint?x',
    '/log/checkpoint/',
    '/log/tile/entries/0',
    '/log/tile/data/000',
    `/log/tile/0/${'x001/'.repeat(30)}000`,
  ])('[R-074] %s is not an address of it', async (path) => {
    // As it stands: fetch would tidy it up.
    expect(await statusOf(path)).toMatch(/^HTTP\/1\.1 4(04|00) /);
    expect(asked).toEqual([]);
  });
});

describe('[R-116] entries', () => {
  test('go to whom the audit service lets have them, and into no cache', async () => {
    const token = gateway.signIn({ role: 'auditor', scopes: ['audit:read'] });
    const response = await get('/log/tile/entries/000', { headers: bearer(token) });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(await bytesOf(response)).toEqual(TILE);
    expect(asked).toEqual([{ path: '/internal/log/tile/entries/000', vouched: true }]);
  });

  test.each([
    ['UNAUTHENTICATED', 401],
    ['FORBIDDEN', 403],
  ] as const)('are refused as the audit service refuses: %s', async (code, status) => {
    refuse = { error: new AppError(code) };
    const response = await get('/log/tile/entries/000');
    expect(response.status).toBe(status);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ code });
  });

  test('a token that is not good is refused here', async () => {
    const response = await get('/log/tile/entries/000', { headers: bearer('nonsense') });
    expect(response.status).toBe(401);
    expect(asked).toEqual([]);
  });

  test('who reads too fast is told how long to wait', async () => {
    refuse = { error: new AppError('RATE_LIMITED'), retryAfter: '17' };
    const response = await get('/log/tile/entries/000', { headers: bearer(gateway.signIn()) });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('17');
  });
});

/** Status line of the answer to a request with exactly this target. */
async function statusOf(target: string): Promise<string> {
  const socket = connect(gateway.port, '127.0.0.1');
  socket.write(`GET ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
  return (await buffer(socket)).toString().split('\r\n')[0] ?? '';
}
