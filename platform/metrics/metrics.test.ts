import { describe, expect, test } from '@jest/globals';
import { mergeFamilies } from './merge-families.ts';
import { createMetrics } from './metrics.ts';

describe('[R-137] counters in the Prometheus text format', () => {
  test('carry the service, their labels and what was added', async () => {
    const metrics = createMetrics('vault');
    const denials = metrics.counter('lifeready_test_total', 'Something happened.', ['reason']);
    denials.add({ reason: 'role' });
    denials.add({ reason: 'role' }, 41);
    denials.add({ reason: 'scope' }, 0);
    expect((await metrics.text()).trim().split('\n')).toEqual([
      '# HELP lifeready_test_total Something happened.',
      '# TYPE lifeready_test_total counter',
      'lifeready_test_total{reason="role",service="vault"} 42',
      'lifeready_test_total{reason="scope",service="vault"} 0',
    ]);
    expect(metrics.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  test('sizes are counted by their upper bounds', async () => {
    const metrics = createMetrics('gateway');
    for (const value of [1, 5, 6, 99]) {
      metrics.histogram('lifeready_test_size', 'Sizes.', ['kind'], [5, 10]).observe({ kind: 'a' }, value);
    }
    const lines = (await metrics.text()).trim().split('\n');
    expect(lines).toContain('lifeready_test_size_bucket{le="5",service="gateway",kind="a"} 2');
    expect(lines).toContain('lifeready_test_size_bucket{le="10",service="gateway",kind="a"} 3');
    expect(lines).toContain('lifeready_test_size_sum{service="gateway",kind="a"} 111');
  });

  test('are one per name and service, also when several services share a process', async () => {
    const [vault, audit] = [createMetrics('vault'), createMetrics('audit')];
    for (const metrics of [vault, audit, vault]) metrics.counter('lifeready_test_total', 'x', []).add({});
    expect(await vault.text()).toContain('lifeready_test_total{service="vault"} 2');
    expect(await audit.text()).toContain('lifeready_test_total{service="audit"} 1');
  });

  test('[R-140] refuse a label that was not declared, and a number that goes down', () => {
    const counter = createMetrics('vault').counter('lifeready_test_total', 'x', ['reason']);
    expect(() => {
      counter.add({ principal: 'somebody' });
    }).toThrow('principal');
    expect(() => {
      counter.add({ reason: 'role' }, -1);
    }).toThrow();
  });

  test('numbers that go up and down are asked for when they are looked at, and left out while there is none', async () => {
    const metrics = createMetrics('audit');
    let age: number | undefined;
    metrics.gauge('lifeready_test_age_seconds', 'Age of something.', () => age);
    expect(await metrics.text()).not.toMatch(/^lifeready_test_age_seconds/m);
    for (const value of [61, 0.5]) {
      age = value;
      expect(await metrics.text()).toContain(`lifeready_test_age_seconds{service="audit"} ${String(value)}\n`);
    }
    age = undefined;
    expect(await metrics.text()).not.toMatch(/^lifeready_test_age_seconds/m);
  });

  test('of several processes are one text, in which each can be told from the others', async () => {
    const workers = [createMetrics('gateway'), createMetrics('gateway')];
    for (const [index, metrics] of workers.entries()) {
      const counter = metrics.counter('lifeready_test_total', 'Something happened.', ['reason']);
      counter.add({ reason: 'role' }, index + 1);
    }
    const families = await Promise.all(workers.map((metrics) => metrics.families()));
    // As between processes.
    const travelled = JSON.parse(JSON.stringify(families)) as typeof families;
    const text = await mergeFamilies(
      travelled.map((part, index) => ({ families: part, labels: { worker: String(index + 1) } })),
    );
    expect(text.trim().split('\n')).toEqual([
      '# HELP lifeready_test_total Something happened.',
      '# TYPE lifeready_test_total counter',
      'lifeready_test_total{reason="role",service="gateway",worker="1"} 1',
      'lifeready_test_total{reason="role",service="gateway",worker="2"} 2',
    ]);
    const [one = []] = travelled;
    expect(await mergeFamilies([one, one].map((part) => ({ families: part, labels: {} })))).toContain('} 2');
  });
});
