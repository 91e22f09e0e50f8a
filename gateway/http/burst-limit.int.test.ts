import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '#platform/clock';
import { createHttpServer } from '#platform/http';
import { createLogger, silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { until } from '../../tests/support/until.ts';
import { startTestGateway } from '../testing/test-gateway.ts';
import { createBurstGuard, registerBurstLimit } from './burst-limit.ts';
import type { TestGateway } from '../testing/test-gateway.ts';

/** Three requests that are refused are 30, the fourth is one too many. */
const LIMITS = { GATEWAY_BURST_REQUESTS: '30', GATEWAY_BURST_BLOCK_SECONDS: '7', GATEWAY_BURST_WINDOW_SECONDS: '60' };

describe('[R-053] a burst of one address', () => {
  let gateway: TestGateway | undefined;
  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
  });

  const start = async (environment: Readonly<Record<string, string>> = {}): Promise<TestGateway> => {
    gateway = await startTestGateway({ environment: { ...LIMITS, ...environment } });
    return gateway;
  };
  const send = async (at: TestGateway, path: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(at.url + path, { headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  test.each([
    ['/graphql', 'application/json; charset=utf-8'],
    ['/nowhere', 'application/problem+json'],
    ['/files/d/x', 'application/problem+json'],
  ])('is refused at %s, with the time to wait, before anything is looked at', async (path, type) => {
    const at = await start();
    for (let index = 0; index < 3; index += 1) expect((await send(at, path)).status).not.toBe(429);
    const { status, headers, text } = await send(at, path);
    expect([status, headers.get('retry-after'), headers.get('connection')]).toEqual([429, '7', 'close']);
    expect([headers.get('content-type'), headers.get('x-frame-options')]).toEqual([
      expect.stringContaining(type),
      'DENY',
    ]);
    expect(text).toContain('"code":"RATE_LIMITED"');
    expect(text).toContain('"retryAfterSeconds":7');
  });

  test('counts what is answered once, and refuses that too in the end', async () => {
    const at = await start();
    const statuses = [];
    for (let index = 0; index < 31; index += 1) statuses.push((await send(at, '/confirm')).status);
    expect(statuses).toEqual([...Array.from({ length: 30 }, () => 200), 429]);
  });

  test('does not take the probes of operators away', async () => {
    const at = await start();
    for (let index = 0; index < 10; index += 1) await send(at, '/nowhere');
    expect((await send(at, '/healthz')).status).toBe(200);
  });

  test('bytes that are no request count as one that is refused, and get no answer in the end', async () => {
    const at = await start();
    const answers: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const socket = connect(at.port, '127.0.0.1').on('error', () => undefined);
      socket.write('canary\r\n\r\n');
      const text = Buffer.concat((await socket.toArray().catch(() => [])) as Buffer[]).toString();
      answers.push(text.slice(0, 'HTTP/1.1 400'.length));
    }
    expect(answers).toEqual(['HTTP/1.1 400', 'HTTP/1.1 400', 'HTTP/1.1 400', '', '']);
    expect((await send(at, '/nowhere')).status).toBe(429);
  });

  test("not those that a trusted proxy passes on, because they are somebody else's", async () => {
    const at = await start({ TRUSTED_PROXIES: '127.0.0.1' });
    for (let index = 0; index < 5; index += 1) {
      const socket = connect(at.port, '127.0.0.1');
      socket.write('canary\r\n\r\n');
      expect(Buffer.concat((await socket.toArray()) as Buffer[]).toString()).toMatch(/^HTTP\/1\.1 400/);
    }
    expect((await send(at, '/nowhere')).status).toBe(404);
  });

  test('another address is not refused', async () => {
    const at = await start();
    for (let index = 0; index < 4; index += 1) await send(at, '/nowhere');
    const other = connect({ port: at.port, host: '127.0.0.1', localAddress: '127.0.0.2' });
    other.end('GET /nowhere HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    expect(Buffer.concat((await other.toArray()) as Buffer[]).toString()).toMatch(/^HTTP\/1\.1 404 /);
  });

  test('is one entry of the audit log, without the address', async () => {
    const at = await start();
    for (let index = 0; index < 8; index += 1) await send(at, '/nowhere');
    await until(() => at.refusals.events.length > 0);
    expect(at.refusals.events).toMatchObject([
      { action: 'security.authz.deny', reasonCode: 'burst', detail: { coordinate: 'gateway.burst', count: 1 } },
    ]);
    expect(JSON.stringify(at.refusals.events)).not.toContain('127.0.0.1');
  });

  test('[R-056] addresses that anybody may claim are not believed', async () => {
    const at = await start();
    const statuses = [];
    for (let index = 0; index < 4; index += 1)
      statuses.push((await send(at, '/nowhere', { 'x-forwarded-for': `203.0.113.${String(index)}` })).status);
    expect(statuses).toEqual([404, 404, 404, 429]);
  });

  test('[R-056] behind a trusted proxy each client counts for itself, an IPv6 one with its whole network', async () => {
    const at = await start({ TRUSTED_PROXIES: '127.0.0.0/8' });
    const from = async (address: string) => (await send(at, '/nowhere', { 'x-forwarded-for': address })).status;
    for (let index = 0; index < 4; index += 1) await from('203.0.113.9');
    for (let index = 0; index < 4; index += 1) await from(`2001:db8:1:2::${String(index)}`);
    expect(await from('203.0.113.9')).toBe(429);
    expect(await from('203.0.113.10')).toBe(404);
    expect(await from('2001:db8:1:2:ffff::1')).toBe(429);
    expect(await from('2001:db8:1:3::1')).toBe(404);
    // What a client wrote before the proxy did is not the address.
    expect(await from('198.51.100.1, 203.0.113.9')).toBe(429);
  });
});

test('[R-053] [R-054] a block is one line of the log, and counted', async () => {
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const blocks: { readonly network: string; readonly requestId: string }[] = [];
  const metrics = createMetrics('gateway');
  const server = createHttpServer({ logger: silentLogger, dependencies: {} });
  const guard = createBurstGuard({
    limits: { requests: 1, windowMs: 60_000, blockMs: 60_000 },
    clock: systemClock,
    metrics,
    logger: createLogger({ service: 'gateway', level: 'info', destination }),
    recordBlock: (network, requestId) => blocks.push({ network, requestId }),
  });
  registerBurstLimit(server, guard, metrics);
  for (let index = 0; index < 3; index += 1) await server.inject({ url: '/nowhere', remoteAddress: '2001:db8::1' });
  await server.close();
  const text = await metrics.text();
  expect(text).toContain('lifeready_rate_limit_dropped_total{rule="burst",service="gateway"} 2');
  expect(text).toContain('lifeready_gateway_blocked_senders{service="gateway"} 1');
  expect(blocks).toEqual([{ network: '2001:db8:0:0::/64', requestId: expect.any(String) }]);
  // The id leads from an entry of the audit log, which has no address, to this line.
  expect(lines).toEqual([expect.objectContaining({ level: 'warn', blockMs: 60_000, ...blocks[0] })]);
});
