import { afterEach, describe, expect, test } from '@jest/globals';
import { closedPort } from './testing/closed-port.ts';
import { bearer, startTestGateway } from './testing/test-gateway.ts';
import type { FastifyInstance } from 'fastify';
import type { TestGateway } from './testing/test-gateway.ts';

const TICKET = 'T'.repeat(43);
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let gateway: TestGateway;
/** Requests that services answered. */
let served = 0;
afterEach(() => gateway.close());

async function open(environment: Readonly<Record<string, string>>): Promise<void> {
  gateway = await startTestGateway({
    environment: { GATEWAY_BUDGET_FACTOR: '1', ...environment },
    routes: {
      identity: (server) => void server.post('/internal/oauth/token', () => answered({ access_token: 'a' })),
      vault: (server) => {
        transfers(server);
        server.get('/internal/files/d/:ticket', () => answered('bytes'));
      },
      case: (server) => void server.get('/internal/files/p/:ticket', () => answered('bytes')),
      audit: (server) => void server.get('/internal/log/*', () => answered('bytes')),
    },
  });
}

function answered<T>(answer: T): T {
  served += 1;
  return answer;
}

function transfers(server: FastifyInstance): void {
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.put('/internal/files/u/:ticket', { config: { streamedBody: true } }, async (request, reply) => {
      request.raw.resume();
      return reply.code(201).send(answered({}));
    });
  });
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

async function send(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(gateway.url + path, init);
  return { status: response.status, headers: response.headers, body: await response.text() };
}

const token = (): Promise<Answer> => send('/oauth/token', { method: 'POST', body: 'grant_type=x', headers: FORM });
const upload = (headers: Record<string, string>): Promise<Answer> =>
  send(`/files/u/${TICKET}`, { method: 'PUT', body: 'x', headers });

describe('[R-048] a route that is no operation is paid for', () => {
  test('[R-049] tokens for service accounts: by the address, good or not, with a limit of their own', async () => {
    await open({ GATEWAY_ROUTE_LIMITS: 'POST /oauth/token=2' });
    const first = await token();
    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit')).toContain('"POST /oauth/token";r=1;t=30');
    expect((await send('/oauth/token', { method: 'POST', body: 'scope=a&scope=b', headers: FORM })).status).toBe(400);
    const before = served;
    const refused = await token();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
    expect(refused.headers.get('cache-control')).toBe('no-store');
    expect(JSON.parse(refused.body)).toMatchObject({
      error: 'temporarily_unavailable',
      code: 'RATE_LIMITED',
      limit: 'route',
      coordinate: 'POST /oauth/token',
    });
    expect(served).toBe(before);
  });

  test('[R-050] files: by the principal, wherever from, with what operations are paid with', async () => {
    await open({ GATEWAY_COST_PER_MINUTE: '350' });
    const somebody = bearer(gateway.signIn());
    expect((await upload(somebody)).status).toBe(201);
    const download = await send(`/files/d/${TICKET}`, { headers: somebody });
    expect(download.status).toBe(200);
    expect(download.headers.get('ratelimit-policy')).toBe('"cost";q=350;w=60;qu="cost"');
    const before = served;
    for (const refused of [await upload(somebody), await send(`/files/p/${TICKET}`, { headers: somebody })]) {
      expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
      expect(JSON.parse(refused.body)).toMatchObject({ code: 'RATE_LIMITED', limit: 'cost' });
    }
    expect(served).toBe(before);
    expect((await upload(bearer(gateway.signIn()))).status).toBe(201);
    expect((await send(`/files/p/${TICKET}`)).status).toBe(200);
  });

  test('the log: what caches may keep says nothing about whose budget it was', async () => {
    await open({ GATEWAY_COST_PER_MINUTE: '12' });
    for (const path of ['/log/checkpoint', '/log/tile/0/000']) {
      const { status, headers } = await send(path);
      expect([status, headers.get('ratelimit')]).toEqual([200, null]);
    }
    const refused = await send('/log/tile/0/001');
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([429, 'no-store']);
    expect(refused.headers.get('ratelimit')).toContain('"cost";r=2');
    const auditor = bearer(gateway.signIn());
    expect((await send('/log/tile/entries/000', { headers: auditor })).status).toBe(200);
    expect((await send('/log/tile/entries/001', { headers: auditor })).status).toBe(429);
  });

  test('excerpts have a limit of their own', async () => {
    await open({ GATEWAY_ROUTE_LIMITS: 'GET /log/excerpts=1' });
    const somebody = bearer(gateway.signIn());
    expect((await send('/log/excerpts/own', { headers: somebody })).status).toBe(200);
    const refused = await send('/log/excerpts/own', { headers: somebody });
    expect(refused.status).toBe(429);
    expect(JSON.parse(refused.body)).toMatchObject({ limit: 'route', coordinate: 'GET /log/excerpts' });
  });
});

test('[R-052] without Redis tokens and excerpts are refused, files go on and are counted here', async () => {
  await open({ REDIS_URL: `redis://127.0.0.1:${String(await closedPort())}`, GATEWAY_COST_PER_MINUTE: '150' });
  const refused = await token();
  expect([refused.status, JSON.parse(refused.body)]).toMatchObject([503, { code: 'SERVICE_UNAVAILABLE' }]);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  const somebody = bearer(gateway.signIn());
  expect((await send('/log/excerpts/own', { headers: somebody })).status).toBe(503);
  expect((await send(`/files/d/${TICKET}`, { headers: somebody })).status).toBe(200);
  expect((await send(`/files/d/${TICKET}`, { headers: somebody })).status).toBe(429);
});

test('[R-053] a burst of one address is refused at these routes too', async () => {
  await open({ GATEWAY_BURST_REQUESTS: '10', GATEWAY_BURST_BLOCK_SECONDS: '60' });
  expect((await send('/nowhere')).status).toBe(404);
  expect((await send('/healthz')).status).toBe(200);
  for (const path of [
    '/oauth/token',
    `/files/u/${TICKET}`,
    `/files/d/${TICKET}`,
    '/log/checkpoint',
    '/log/excerpts/own',
  ]) {
    const { status, headers } = await send(path);
    expect([path, status, Number(headers.get('retry-after')) > 0]).toEqual([path, 429, true]);
  }
});
