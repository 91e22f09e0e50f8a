import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { startTestGateway } from '../../gateway/testing/test-gateway.ts';
import { askedMetrics, declaredMetrics } from './declared-metrics.ts';
import { parsePlainYaml } from './plain-yaml.ts';
import type { TestGateway } from '../../gateway/testing/test-gateway.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const FOLDER = path.join(ROOT, 'infra', 'observability');

const rulesFile = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string(),
          expr: z.string(),
          for: z
            .string()
            .regex(/^[1-9][0-9]*m$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.strictObject({ summary: z.string().min(1), runbook: z.string() }),
        }),
      ),
    }),
  ),
});
const dashboardFile = z.object({
  uid: z.string(),
  panels: z.array(
    z.object({
      id: z.number(),
      title: z.string(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.object({ expr: z.string(), refId: z.string() })).optional(),
    }),
  ),
});

const read = (...names: readonly string[]): string => readFileSync(path.join(FOLDER, ...names), 'utf8');
const { groups } = rulesFile.parse(parsePlainYaml(read('prometheus', 'gateway-rules.yaml')));
const rules = groups.flatMap((group) => group.rules);
const dashboard = dashboardFile.parse(JSON.parse(read('grafana', 'gateway.json')));
const queries = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
];
const declared = declaredMetrics('gateway', 'platform');

/** Shown by a gateway with a registry and with Redis, neither of which this one has. */
const SHOWN_ELSEWHERE = [
  'lifeready_gateway_registry_age_seconds',
  'lifeready_gateway_automatic_document_fallbacks_total',
];

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

describe('[R-137] rules and dashboard of the gateway', () => {
  test.each(queries)('%s asks for metrics and labels that the code has: %s', (_title, query) => {
    const asked = askedMetrics(query);
    expect(asked.length).toBeGreaterThan(0);
    for (const { metric, labels } of asked) {
      expect([metric, declared.has(metric)]).toEqual([metric, true]);
      expect(labels.filter((label) => declared.get(metric)?.has(label) !== true)).toEqual([]);
    }
  });

  test('ask for what a gateway shows', async () => {
    const text = await gateway.metrics();
    const shown = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
    const asked = new Set(queries.flatMap(([, query]) => askedMetrics(query).map(({ metric }) => metric)));
    const missing = [...asked].filter(
      (name) => !shown.has(name) && !shown.has(name.replace(/_(bucket|sum|count)$/, '')),
    );
    expect(missing).toEqual(SHOWN_ELSEWHERE);
  });

  test('name each alert once, with a runbook that is there', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { annotations } of rules) expect(existsSync(path.join(ROOT, annotations.runbook))).toBe(true);
  });

  test('[R-054] wake somebody up when signing in is refused or a service is not called, and tell of a refused supergraph', () => {
    const severities = Object.fromEntries(rules.map(({ alert, labels }) => [alert, labels.severity]));
    expect(severities).toMatchObject({
      GatewayBudgetStoreGone: 'critical',
      GatewayCircuitOpen: 'critical',
      GatewaySupergraphRefused: 'warning',
    });
  });

  test('are panels that do not lie on each other', () => {
    const taken = new Set<string>();
    for (const { gridPos, title } of dashboard.panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect([title, taken.has(`${String(x)} ${String(y)}`)]).toEqual([title, false]);
          taken.add(`${String(x)} ${String(y)}`);
        }
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});

describe('what is counted of requests', () => {
  const value = async (series: string): Promise<number> => {
    const line = (await gateway.metrics()).split('\n').find((each) => each.startsWith(series));
    return Number(line?.split(' ').at(-1) ?? 0);
  };
  const requests = (route: string, outcome: string): Promise<number> =>
    value(`lifeready_gateway_request_seconds_count{service="gateway",route="${route}",outcome="${outcome}"}`);
  const refusals = (code: string): Promise<number> =>
    value(`lifeready_gateway_refusals_total{code="${code}",service="gateway"}`);

  test('[R-054] their route and outcome, and the code of a refusal, whether or not the router answers', async () => {
    await gateway.post({ query: '{ __typename }' });
    await fetch(`${gateway.url}/graphql?query=%7B__typename%7D`, { headers: { 'apollo-require-preflight': '1' } });
    expect(await requests('/graphql', 'ok')).toBe(2);
    await gateway.post({ query: '{ nothingOfTheKind }' });
    await gateway.post('not JSON');
    await fetch(`${gateway.url}/graphql`, { method: 'PUT' });
    expect(await requests('/graphql', 'refused')).toBe(3);
    const codes = ['GRAPHQL_VALIDATION_FAILED', 'BAD_REQUEST', 'METHOD_NOT_ALLOWED'];
    expect(await Promise.all(codes.map(refusals))).toEqual([1, 1, 1]);
    // What somebody writes becomes no label.
    await fetch(`${gateway.url}/made-up-${'x'.repeat(20)}`);
    expect([await requests('unknown', 'refused'), await refusals('NOT_FOUND')]).toEqual([1, 1]);
    await fetch(`${gateway.url}/healthz`);
    expect(await gateway.metrics()).not.toMatch(/route="\/(healthz|made-up)/);
  });
});
