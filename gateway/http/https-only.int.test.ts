import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHttpServer } from '#platform/http';
import { silentLogger } from '#platform/logging';
import { registerHttpsOnly } from './https-only.ts';
import type { FastifyInstance } from 'fastify';

const SAYS_HTTPS = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };

describe.each([
  ['a proxy that is trusted', ['127.0.0.1'], 200],
  ['somebody else', ['10.0.0.0/8'], 400],
])('[R-056] [R-063] X-Forwarded-Proto from %s', (_who, trustedProxies, status) => {
  let server: FastifyInstance;
  let url: string;

  beforeAll(async () => {
    server = createHttpServer({ logger: silentLogger, dependencies: {}, trustedProxies });
    registerHttpsOnly(server);
    server.get('/ip', (request) => ({ ip: request.ip }));
    url = await server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => server.close());

  test(`is answered with ${status}`, async () => {
    const response = await fetch(`${url}/ip`, { headers: SAYS_HTTPS });
    expect(response.status).toBe(status);
    if (status === 200) expect(await response.json()).toEqual({ ip: '203.0.113.9' });
  });

  test('plain requests are refused, probes are answered', async () => {
    expect((await fetch(`${url}/ip`)).status).toBe(400);
    expect((await fetch(`${url}/nowhere`)).status).toBe(400);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });
});
