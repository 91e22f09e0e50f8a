import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { startTestGateway } from '../testing/test-gateway.ts';
import { listenForMetrics } from './metrics-listener.ts';
import type { TestGateway } from '../testing/test-gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ environment: { GATEWAY_METRICS_PORT: '0' } });
});

afterAll(async () => {
  await gateway.close();
});

describe('[R-137] metrics of the gateway', () => {
  test.each(['/metrics', '/metrics/', '//metrics', '/METRICS', '/graphql/../metrics'])(
    'are not to be had at %s of the public listener',
    async (path) => {
      const answer = await fetch(gateway.url + path);
      expect(answer.status).toBe(404);
      expect(await answer.text()).not.toContain('lifeready_');
    },
  );

  test('are on a listener of their own, which has nothing else of the graph', async () => {
    const metrics = createMetrics('gateway');
    metrics.counter('lifeready_test_total', 'Something.', []).add({});
    const config = { GATEWAY_METRICS_HOST: '127.0.0.1', GATEWAY_METRICS_PORT: 0 };
    const listener = await listenForMetrics(config, metrics, silentLogger);
    if (listener === undefined) throw new Error('it does not listen');
    try {
      const answer = await fetch(`${listener.url}/metrics`);
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
      expect(await answer.text()).toContain('lifeready_test_total{service="gateway"} 1');
      expect((await fetch(`${listener.url}/graphql`, { method: 'POST' })).status).toBe(404);
    } finally {
      await listener.close();
    }
    await expect(fetch(`${listener.url}/metrics`)).rejects.toThrow();
  });

  test('are nowhere without a port', async () => {
    const config = { GATEWAY_METRICS_HOST: '127.0.0.1', GATEWAY_METRICS_PORT: undefined };
    expect(await listenForMetrics(config, createMetrics('gateway'), silentLogger)).toBeUndefined();
  });
});
