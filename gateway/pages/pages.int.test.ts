import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PRODUCTION } from '../testing/production-environment.ts';
import { startTestGateway } from '../testing/test-gateway.ts';
import type { FastifyInstance } from 'fastify';
import type { TestGateway } from '../testing/test-gateway.ts';

const MAILS = [
  {
    id: '1',
    to: 'older@example.test',
    subject: 'Confirm',
    text: 'Open this.',
    link: 'http://localhost:4000/confirm?token=abc',
    createdAt: '2026-11-22T08:30:00.000Z',
  },
  {
    id: '2',
    to: '<img src=x onerror=alert(1)>@example.test',
    subject: '<script>alert(1)</script>',
    text: '</pre><script>alert(2)</script>',
    link: 'javascript:alert(3)',
    createdAt: '2026-11-22T08:31:00.000Z',
  },
];

describe('pages', () => {
  let gateway: TestGateway;
  let production: TestGateway;

  beforeAll(async () => {
    const routes = {
      identity: (server: FastifyInstance) => void server.get('/internal/outbox', () => ({ mails: MAILS })),
    };
    gateway = await startTestGateway({ routes });
    production = await startTestGateway({
      routes,
      environment: {
        ...PRODUCTION,
        // Otherwise any text is refused that nobody registered.
        GATEWAY_OPEN_MEANS: 'open',
      },
    });
  });
  afterAll(async () => {
    await gateway.close();
    await production.close();
  });

  const get = async (path: string, from: TestGateway = gateway, headers: Record<string, string> = {}) => {
    const response = await fetch(`${from.url}${path}`, { redirect: 'manual', headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  describe.each([['/confirm'], ['/invitation'], ['/share'], ['/outbox']])('%s', (path) => {
    test('[R-062] runs only what carries the nonce of this answer', async () => {
      const first = await get(path);
      const second = await get(path);
      const policy = first.headers.get('content-security-policy') ?? '';
      const nonce = /style-src 'nonce-([A-Za-z0-9+/=]+)'/.exec(policy)?.[1] ?? '';
      expect(nonce).not.toBe('');
      expect(policy).not.toContain('unsafe');
      for (const tag of first.text.match(/<(script|style)[^>]*>/g) ?? []) expect(tag).toContain(`nonce="${nonce}"`);
      expect(second.headers.get('content-security-policy')).not.toBe(policy);
      expect(first.headers.get('cache-control')).toBe('no-store');
    });

    test('loads nothing from elsewhere', async () => {
      const { text } = await get(path);
      const addresses = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
      expect(
        addresses.filter(
          (address) => address !== '#' && !address?.startsWith('/') && !address?.startsWith('http://localhost:4000/'),
        ),
      ).toEqual([]);
    });
  });

  test('opening a mailed link changes nothing, and its token is nowhere in the answer', async () => {
    const { text, status } = await get('/confirm?token=the-token-of-the-link');
    expect(status).toBe(200);
    expect(text).not.toContain('the-token-of-the-link');
    expect(gateway.services.identity.calls).toEqual([]);
  });

  describe('/outbox', () => {
    test('shows mail newest first, and text as text', async () => {
      const { text } = await get('/outbox');
      expect(text.indexOf('older@example.test')).toBeGreaterThan(text.indexOf('&lt;script&gt;alert(1)'));
      expect(text).not.toMatch(/<script>alert|<img src=x/);
      expect(text).not.toContain('href="javascript:');
      expect(text).toContain('href="http://localhost:4000/confirm?token=abc"');
    });

    test('gives the same to tools', async () => {
      const { text } = await get('/outbox?format=json');
      expect(JSON.parse(text)).toEqual({ mails: [...MAILS].reverse() });
    });
  });

  test('[R-062] what a policy kept from happening is reported here, also in production', async () => {
    const https = { 'x-forwarded-proto': 'https' };
    for (const at of [gateway, production]) {
      const { headers } = await get('/confirm', at, https);
      const path = /report-uri (\/[a-z-]+)$/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? '';
      const answer = await fetch(at.url + path, {
        method: 'POST',
        headers: { ...https, 'content-type': 'application/csp-report' },
        body: '{"csp-report":{"effective-directive":"img-src"}}',
      });
      expect(answer.status).toBe(204);
    }
  });

  test('the front door leads developers to the explorer', async () => {
    const { status, headers } = await get('/');
    expect([status, headers.get('location')]).toEqual([302, '/explorer']);
  });

  describe('in production', () => {
    const https = { 'x-forwarded-proto': 'https' };

    test.each([['/explorer'], ['/outbox'], ['/outbox?format=json'], ['/']])('[R-060] there is no %s', async (path) => {
      const { status, text } = await get(path, production, https);
      expect([status, (JSON.parse(text) as { code: string }).code]).toEqual([404, 'NOT_FOUND']);
    });

    test('[R-060] introspection is off', async () => {
      const { status, body } = await production.post({ query: '{ __schema { queryType { name } } }' }, https);
      expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'INTROSPECTION_DISABLED']);
    });

    test('[R-061] browsers are told to keep to https', async () => {
      const { headers } = await get('/nowhere', production, https);
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains; preload');
    });

    test('[R-063] plain HTTP is refused, but not to probes', async () => {
      expect((await get('/confirm', production)).status).toBe(400);
      expect((await get('/healthz', production)).status).toBe(200);
    });

    test('mailed links work', async () => {
      expect((await get('/share', production, https)).status).toBe(200);
    });
  });
});
