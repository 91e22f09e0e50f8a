import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { documentIdOf } from '../documents/manifest.ts';
import { clientList } from '../documents/testing/document-lists.ts';
import { createUseCounter } from './count-uses.ts';
import { openTestRegistry } from './testing/test-registry.ts';
import { parseUsageExport } from './usage-export.ts';
import type { Metrics } from '#platform/metrics';
import type { Database } from '#platform/db';
import type { BufferedUses } from './count-uses.ts';
import type { TestRegistry } from './testing/test-registry.ts';

const SIZE = 'query Size { auditCheckpoint { size } }';
const ROOT = 'query Root { auditCheckpoint { root } }';
const OURS = 'query Ours { me { id } }';
const [size, root, ours] = [documentIdOf(SIZE), documentIdOf(ROOT), documentIdOf(OURS)];
const DAY_MS = 86_400_000;
const hash = (n: number): string => n.toString(16).padStart(64, '0');

let gateway: TestRegistry;
let metrics: Metrics;
beforeAll(async () => {
  gateway = await openTestRegistry([clientList('web', { mode: 'open', party: 'first' }, OURS)]);
  metrics = createMetrics('gateway');
});
afterAll(() => gateway.close());

function counter(db: Pick<Database, 'write'> = gateway.db): BufferedUses {
  return createUseCounter({ db, clock: gateway.clock, logger: silentLogger, metrics });
}

async function usesOf(client: string): Promise<unknown[]> {
  const { nodes } = await gateway.read((tx) => gateway.registry.listDocuments(tx, { client }));
  return nodes.map(({ name, uses, lastUsedAt }) => [name, uses, lastUsedAt]).sort();
}

describe('[R-060] uses are counted', () => {
  test('in memory, then in the database; two replicas add up', async () => {
    const client = await gateway.newClient();
    await client.publish({ [size]: SIZE, [root]: ROOT });
    const [one, other] = [counter(), counter()];
    for (let n = 0; n < 5; n += 1) one.registered(client.name, size, 'id');
    other.registered(client.name, size, 'text');
    expect(await usesOf(client.name)).toEqual([
      ['Root', 0, null],
      ['Size', 0, null],
    ]);
    await Promise.all([one.flush(), other.flush()]);
    gateway.clock.advance(60_000);
    one.registered(client.name, size, 'id');
    await one.close();
    expect(await usesOf(client.name)).toEqual([
      ['Root', 0, null],
      ['Size', 7, new Date(gateway.clock.now()).toISOString()],
    ]);
  });

  test('what cannot be written is counted on', async () => {
    const client = await gateway.newClient();
    await client.publish({ [size]: SIZE });
    let isAway = true;
    const uses = counter({
      write: async (scope, work) => {
        if (isAway) throw new Error('the database is away');
        return gateway.db.write(scope, work);
      },
    });
    uses.registered(client.name, size, 'id');
    uses.unknown(client.name, hash(1), () => '{ a }');
    await uses.flush();
    uses.registered(client.name, size, 'id');
    uses.unknown(client.name, hash(1), () => 'never made');
    isAway = false;
    await uses.flush();
    expect(await usesOf(client.name)).toEqual([['Size', 2, expect.any(String)]]);
    const { rows } = await gateway.admin.query('SELECT sample, count FROM gateway.unknown_use WHERE client = $1', [
      client.name,
    ]);
    expect(rows).toEqual([{ sample: '{ a }', count: '2' }]);
  });

  test('a flood of different texts fills neither memory nor the database, and hides no other client', async () => {
    const client = await gateway.newClient({ party: 'first', mode: 'log-unknown' });
    const other = await gateway.newClient({ mode: 'safelist' });
    const uses = counter();
    let next = 0;
    let samples = 0;
    for (let flush = 0; flush < 6; flush += 1) {
      for (let n = 0; n < 600; n += 1) {
        next += 1;
        uses.unknown(client.name, hash(next), () => `sample ${String((samples += 1))}`);
      }
      uses.unknown(other.name, hash(1), () => '{ b }');
      await uses.flush();
    }
    // One that is there is counted on, however many there are.
    uses.unknown(client.name, hash(1), () => '');
    await uses.flush();
    const { rows } = await gateway.admin.query<{ client: string; texts: number; uses: number }>(
      `SELECT client, count(*)::int AS texts, sum(count)::int AS uses FROM gateway.unknown_use WHERE client = ANY ($1)
       GROUP BY client ORDER BY texts`,
      [[client.name, other.name]],
    );
    expect(rows).toEqual([
      { client: other.name, texts: 1, uses: 6 },
      { client: client.name, texts: 2_000, uses: 2_001 },
    ]);
    expect(samples).toBe(6 * 500);
    expect(await metrics.text()).toContain(
      'lifeready_gateway_uses_not_counted_total{kind="unknown",service="gateway"} 1600',
    );
  });
});

describe('[R-060] documents that are in use', () => {
  test('are not retired, none of them, unless somebody insists', async () => {
    const client = await gateway.newClient();
    await client.publish({ [size]: SIZE, [root]: ROOT });
    const uses = counter();
    uses.registered(client.name, size, 'id');
    await uses.flush();
    const retire = (ids: readonly string[], force = false) =>
      gateway.change((tx, nowMs) => gateway.registry.retireDocuments(tx, { client: client.name, ids, force, nowMs }));
    const inUse = [{ id: size, count: 1, lastUsedAt: new Date(gateway.clock.now()).toISOString() }];
    expect(await retire([root, size])).toEqual({ retired: [], inUse });
    expect(await retire([root, `sha256:${size}`], true)).toEqual({ retired: [root, size].sort(), inUse });
    // What is retired already is in nobody's use, and holds nothing back.
    expect(await retire([root, size])).toEqual({ retired: [], inUse: [] });
    await expect(retire(['nothing'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(retire([])).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test('a week after the last use, they are not in use any more', async () => {
    const client = await gateway.newClient();
    await client.publish({ [size]: SIZE });
    const uses = counter();
    uses.registered(client.name, size, 'id');
    await uses.flush();
    gateway.clock.advance(7 * DAY_MS);
    const retired = await gateway.change((tx, nowMs) =>
      gateway.registry.retireDocuments(tx, { client: client.name, ids: [size], force: false, nowMs }),
    );
    expect(retired).toEqual({ retired: [size], inUse: [] });
  });
});

describe('[R-060] what a stricter mode would refuse', () => {
  test('is known before the mode is set', async () => {
    const client = await gateway.newClient({ party: 'first', mode: 'log-unknown' });
    await client.publish({ [size]: SIZE, [root]: ROOT });
    const uses = counter();
    uses.registered(client.name, size, 'id');
    uses.registered(client.name, size, 'text');
    uses.registered(client.name, root, 'text');
    uses.registered(client.name, root, 'text');
    uses.unknown(client.name, hash(7), () => '{ me { id } }');
    await uses.flush();
    const report = (mode: 'log-unknown' | 'safelist' | 'ids-only') =>
      gateway.read((tx, nowMs) => gateway.registry.reportMode(tx, { client: client.name, mode, days: 7, nowMs }));
    const lastUsedAt = new Date(gateway.clock.now()).toISOString();
    const unknown = [{ hash: hash(7), sample: '{ me { id } }', count: 1, lastUsedAt }];
    const base = { client: client.name, currentMode: 'log-unknown', days: 7, registeredRequests: 4 };
    const unknownCountedSince = lastUsedAt;
    expect(await report('log-unknown')).toEqual({
      ...{ ...base, mode: 'log-unknown', refusedRequests: 0, sentAsText: [], unknown: [], unknownCountedSince },
    });
    expect(await report('safelist')).toEqual({
      ...{ ...base, mode: 'safelist', refusedRequests: 1, sentAsText: [], unknown, unknownCountedSince },
    });
    expect(await report('ids-only')).toEqual({
      ...{ ...base, mode: 'ids-only', refusedRequests: 4, unknown, unknownCountedSince },
      sentAsText: [
        { id: root, name: 'Root', count: 2, lastUsedAt },
        { id: size, name: 'Size', count: 1, lastUsedAt },
      ],
    });
  });

  test('is asked for with a time and a mode that can be', async () => {
    const partner = await gateway.newClient();
    const report = (days: number, mode: 'open' | 'safelist') =>
      gateway.read((tx, nowMs) => gateway.registry.reportMode(tx, { client: partner.name, mode, days, nowMs }));
    const pathOf = async (asked: Promise<unknown>): Promise<unknown> => {
      const error = await asked.catch((caught: unknown) => caught);
      return error instanceof AppError ? Object.keys(error.fields ?? {}) : error;
    };
    expect(await pathOf(report(0, 'safelist'))).toEqual(['days']);
    expect(await pathOf(report(91, 'safelist'))).toEqual(['days']);
    expect(await pathOf(report(7, 'open'))).toEqual(['mode']);
  });
});

test('the export has what every client may run, and how often it did', async () => {
  const client = await gateway.newClient();
  await client.publish({ [size]: SIZE });
  const uses = counter();
  uses.registered(client.name, size, 'id');
  uses.registered('web', ours, 'text');
  await uses.flush();
  const exported = await gateway.read((tx, nowMs) => gateway.registry.exportUsage(tx, { days: 30, nowMs }));
  expect(parseUsageExport(JSON.stringify(exported))).toEqual(exported);
  const lastUsedAt = new Date(gateway.clock.now()).toISOString();
  expect(exported.clients['web']?.documents).toEqual([
    { id: ours, name: 'Ours', kind: 'query', body: OURS, count: 1, lastUsedAt },
  ]);
  expect(exported.clients[client.name]?.documents).toEqual([
    { id: size, name: 'Size', kind: 'query', body: SIZE, count: 1, lastUsedAt },
  ]);
});
