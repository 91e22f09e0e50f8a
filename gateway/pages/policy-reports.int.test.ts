import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { createHttpServer } from '#platform/http';
import { createLogger, silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { POLICY_REPORTS_PATH, REPORTS_PER_MINUTE, registerPolicyReports } from './policy-reports.ts';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '#platform/metrics';

const TOKEN = 'the-secret-of-a-link';
const REPORT = {
  'csp-report': {
    'document-uri': `https://api.example.test/confirm?token=${TOKEN}`,
    'effective-directive': 'script-src-elem',
    'blocked-uri': `https://evil.example.test/a.js?${TOKEN}`,
    'original-policy': 'x'.repeat(500),
    'script-sample': TOKEN,
  },
};

let clock: ReturnType<typeof createManualClock>;
let metrics: Metrics;
let server: FastifyInstance;
let lines: Record<string, unknown>[];

beforeEach(async () => {
  clock = createManualClock(1_790_000_000_000);
  metrics = createMetrics('gateway');
  lines = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  server = createHttpServer({ logger: silentLogger, dependencies: {} });
  await registerPolicyReports(server, {
    clock,
    metrics,
    logger: createLogger({ service: 'gateway', level: 'info', destination }),
  });
});
afterEach(() => server.close());

async function send(payload: unknown, type = 'application/csp-report'): Promise<number> {
  const { statusCode } = await server.inject({
    method: 'POST',
    url: POLICY_REPORTS_PATH,
    headers: { 'content-type': type, host: 'localhost' },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });
  return statusCode;
}

describe('[R-062] what browsers report of a policy', () => {
  test('is kept as directive, page and origin, and nothing else of it', async () => {
    expect(await send(REPORT)).toBe(204);
    expect(lines).toEqual([
      expect.objectContaining({ directive: 'script-src-elem', page: '/confirm', blocked: 'https://evil.example.test' }),
    ]);
    expect(JSON.stringify(lines)).not.toContain(TOKEN);
    expect(await metrics.text()).toContain('policy_reports_total{directive="script-src-elem",logged="true"');
  });

  test('may come as the Reporting API sends it, several at once', async () => {
    const body = {
      effectiveDirective: 'style-src',
      documentURL: 'https://api.example.test/share',
      blockedURL: 'inline',
    };
    expect(await send([{ type: 'csp-violation', body }, { body: {} }], 'application/reports+json')).toBe(204);
    expect(lines).toEqual([
      expect.objectContaining({ directive: 'style-src', page: '/share', blocked: 'inline' }),
      expect.objectContaining({ directive: 'other', page: 'other', blocked: 'other' }),
    ]);
  });

  test.each([
    ['a line break', { 'effective-directive': 'a\nb', 'document-uri': 'https://a/b\nc', 'blocked-uri': 'in\nline' }],
    ['markup', { 'effective-directive': '<b>', 'document-uri': 'https://a/<b>', 'blocked-uri': '<b>' }],
    [
      'data in an address',
      { 'effective-directive': 'x', 'document-uri': 'about:blank', 'blocked-uri': 'data:text/html,b' },
    ],
  ])('with %s is cleaned', async (_what, report) => {
    expect(await send({ 'csp-report': report })).toBe(204);
    expect(JSON.stringify(lines)).not.toMatch(/<b>|%3Cb|\\n|data:/);
    expect(lines).toEqual([expect.objectContaining({ directive: 'other', blocked: 'other' })]);
  });

  test('is in the log a few times a minute; all of it is counted', async () => {
    for (let sent = 0; sent < REPORTS_PER_MINUTE + 5; sent += 1) expect(await send(REPORT)).toBe(204);
    expect(lines).toHaveLength(REPORTS_PER_MINUTE);
    expect(await metrics.text()).toContain('logged="false",service="gateway"} 5');
    clock.advance(60_000);
    await send(REPORT);
    expect(lines).toHaveLength(REPORTS_PER_MINUTE + 1);
  });

  test.each([
    ['is no JSON', '{', 'application/csp-report', 400],
    ['is no report', '{"a":1}', 'application/csp-report', 400],
    ['is a list of none', '[1]', 'application/reports+json', 400],
    ['is of another type', REPORT, 'text/plain', 415],
    ['is too large', { ...REPORT, more: 'x'.repeat(20_000) }, 'application/csp-report', 413],
  ])('what %s is refused', async (_what, body, type, status) => {
    expect(await send(body, type)).toBe(status);
    expect(lines).toEqual([]);
  });
});
