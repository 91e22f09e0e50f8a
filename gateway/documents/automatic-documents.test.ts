import { describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { createInProcessState } from '#platform/redis';
import { createAutomaticDocuments } from './automatic-documents.ts';
import { documentIdOf } from './manifest.ts';
import { MAX_SHARED_CHARACTERS, createSharedDocuments } from './shared-documents.ts';
import type { Metrics } from '#platform/metrics';
import type { SharedState } from '#platform/redis';

const TEXT = '{ auditCheckpoint { root } }';
const HASH = documentIdOf(TEXT);
const FIND = 'lifeready_gateway_automatic_document_fallbacks_total{operation="find",service="gateway"}';

type Shared = Pick<SharedState, 'get' | 'set'>;

function replicas(change: (state: Shared) => Shared = (state) => state) {
  const clock = createManualClock(1_000);
  const stored = new Map<string, string>();
  const inProcess = createInProcessState({ clock });
  const state = change({
    get: (key) => inProcess.get(key),
    set: (key, value, ttlSeconds) => {
      stored.set(key, value);
      return inProcess.set(key, value, ttlSeconds);
    },
  });
  const replica = () => {
    const metrics = createMetrics('gateway');
    const shared = createSharedDocuments({ state, clock, metrics, logger: silentLogger });
    return { ...createAutomaticDocuments({ shared, metrics }), metrics };
  };
  return { clock, stored, one: replica(), two: replica() };
}

async function counted(metrics: Metrics, series: string): Promise<number> {
  const line = (await metrics.text()).split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.slice(series.length) ?? 0);
}

describe('[R-060] automatic persisted queries of several replicas', () => {
  test('what one was sent another one finds, for the same client alone, and has at once from then on', async () => {
    const { one, two } = replicas();
    one.keep('web', HASH, TEXT);
    expect(await two.find('mobile', HASH)).toBeUndefined();
    expect(await two.find('web', HASH)).toBe(TEXT);
    expect(two.find('web', HASH)).toBe(TEXT);
    for (const [known, times] of [
      ['process', 1],
      ['replica', 1],
      ['nobody', 1],
    ] as const) {
      const series = `lifeready_gateway_automatic_documents_total{known="${known}",service="gateway"}`;
      expect(await counted(two.metrics, series)).toBe(times);
    }
  });

  test('are forgotten a day after they were sent', async () => {
    const { one, two, clock } = replicas();
    one.keep('web', HASH, TEXT);
    clock.advance(24 * 3_600_000);
    expect(await two.find('web', HASH)).toBeUndefined();
  });

  test('a text that somebody put under the hash of another one does not exist', async () => {
    const { two } = replicas(({ set }) => ({ set, get: () => Promise.resolve('{ me { id } }') }));
    expect(await two.find('web', HASH)).toBeUndefined();
    expect(two.find('web', HASH)).toBeInstanceOf(Promise);
  });

  test('have so many places for each client, and none for a text that is too long', async () => {
    const { one, two, stored } = replicas();
    const texts = Array.from({ length: 5_000 }, (_, index) => `{ field${String(index)} }`);
    for (const text of texts) one.keep('web', documentIdOf(text), text);
    expect(stored.size).toBeLessThanOrEqual(2_048);
    expect(stored.size).toBeGreaterThan(1_500);
    const last = texts.at(-1) ?? '';
    expect(await two.find('web', documentIdOf(last))).toBe(last);
    const long = `{ field # ${'x'.repeat(MAX_SHARED_CHARACTERS)}\n}`;
    one.keep('web', documentIdOf(long), long);
    expect([one.find('web', documentIdOf(long)), await two.find('web', documentIdOf(long))]).toEqual([long, undefined]);
  });
});

describe('[R-052] without Redis', () => {
  const gone = (): Promise<never> => Promise.reject(new Error('gone'));

  test('each process knows what it was sent itself, and says so in a counter', async () => {
    let asked = 0;
    const { one, two, clock } = replicas(() => ({
      get: () => {
        asked += 1;
        return gone();
      },
      set: gone,
    }));
    one.keep('web', HASH, TEXT);
    expect(one.find('web', HASH)).toBe(TEXT);
    for (let request = 0; request < 5; request += 1) expect(await two.find('web', HASH)).toBeUndefined();
    expect(asked).toBe(1);
    expect(await counted(two.metrics, FIND)).toBe(5);
    clock.advance(1_000);
    await two.find('web', HASH);
    expect(asked).toBe(2);
    expect(await counted(one.metrics, FIND.replace('find', 'keep'))).toBe(1);
  });

  test('and when it is back, it is asked again', async () => {
    let down = true;
    const { one, two, clock } = replicas(({ get, set }) => ({ get: (key) => (down ? gone() : get(key)), set }));
    one.keep('web', HASH, TEXT);
    expect(await two.find('web', HASH)).toBeUndefined();
    down = false;
    clock.advance(1_000);
    expect(await two.find('web', HASH)).toBe(TEXT);
  });
});
