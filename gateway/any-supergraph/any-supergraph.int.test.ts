import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readGatewaySettings } from '../config.ts';
import { EXECUTORS } from '../execution/executors.ts';
import { startTestAnyGateway } from '../testing/any-gateway.ts';
import { startForeignSubgraphs } from '../testing/foreign-subgraphs.ts';
import { largeSelection, largeSubgraph, largeSupergraph } from '../testing/large-supergraph.ts';
import { shopSchema, shopSupergraph } from '../testing/shop-supergraph.ts';
import type { ForeignSubgraphs } from '../testing/foreign-subgraphs.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-any-'));
const SHOP_QUERY = '{ products { name reviews { stars } } }';
const SHOP_ANSWER = {
  products: [
    { name: 'product 1', reviews: [{ stars: 1 }] },
    { name: 'product 2', reviews: [{ stars: 2 }] },
  ],
};

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(EXECUTORS)('a supergraph that is not ours, by configuration alone, with the executor %s', (executor) => {
  let shop: ForeignSubgraphs;
  let gateway: Awaited<ReturnType<typeof startTestAnyGateway>>;
  const file = path.join(folder, `${executor}.graphql`);

  beforeAll(async () => {
    shop = await startForeignSubgraphs(shopSchema);
    writeFileSync(
      file,
      shopSupergraph((name) => shop.urlOf(name)),
    );
    gateway = await startTestAnyGateway(file, { GATEWAY_EXECUTOR: executor, GATEWAY_MAX_COST: '100000' });
  });

  afterAll(async () => {
    await gateway.close();
    await shop.close();
  });

  test('is served to anybody, from where it says that its subgraphs are', async () => {
    expect(await gateway.ask(SHOP_QUERY)).toEqual({ data: SHOP_ANSWER });
    expect(new Set(shop.calls.map(({ subgraph }) => subgraph))).toEqual(new Set(['products', 'reviews']));
  });

  test('is called without a signature and without a token', async () => {
    await gateway.ask(SHOP_QUERY);
    for (const { headers } of shop.calls) {
      expect(Object.keys(headers)).not.toContain('signature');
      expect(Object.keys(headers)).not.toContain('authorization');
    }
  });

  test('is ready without a service of ours', async () => {
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
  });

  test('has the limits that are set', async () => {
    const small = await startTestAnyGateway(file, { GATEWAY_EXECUTOR: executor, GATEWAY_MAX_COST: '1' });
    const before = shop.calls.length;
    const { errors } = await small.ask(SHOP_QUERY);
    await small.close();
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['COST_ESTIMATED_TOO_EXPENSIVE']);
    expect(shop.calls).toHaveLength(before);
  });

  test('has no price at all, where that is wanted, and keeps every other limit', async () => {
    const free = await startTestAnyGateway(file, {
      GATEWAY_EXECUTOR: executor,
      GATEWAY_MAX_COST: '1',
      GATEWAY_LIMITS: 'off',
      GATEWAY_MAX_ALIASES: '1',
    });
    try {
      const response = await fetch(`${free.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-cost': '1' },
        body: JSON.stringify({ query: SHOP_QUERY }),
      });
      expect(await response.json()).toEqual({ data: SHOP_ANSWER });
      expect([...response.headers.keys()].filter((name) => /rate|cost/.test(name))).toEqual([]);
      const { errors } = await free.ask('{ a: products { name } b: products { name } }');
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['MAX_ALIASES_LIMIT']);
    } finally {
      await free.close();
    }
  });
});

test.each(['staging', 'production'])('%s refuses to ask nobody who they are', (LIFEREADY_ENV) => {
  const read = () => readGatewaySettings({ LIFEREADY_ENV, PORT: '4000', SUPERGRAPH_FILE: 'x', GATEWAY_ACCESS: 'off' });
  expect(read).toThrow('GATEWAY_ACCESS: must be on outside development');
});

test('[R-129] what our graph needs stays needed unless access is off', () => {
  const environment = { LIFEREADY_ENV: 'test', PORT: '4000', SUPERGRAPH_FILE: 'x' };
  expect(() => readGatewaySettings(environment)).toThrow('SERVICE_KEYS_FILE');
  expect(() => readGatewaySettings({ ...environment, GATEWAY_ACCESS: 'no' })).toThrow('GATEWAY_ACCESS');
});

test('a supergraph of 200 subgraphs is planned and served', async () => {
  const [subgraphs, entities] = [200, 5];
  const many = await startForeignSubgraphs(largeSubgraph);
  const file = path.join(folder, 'large.graphql');
  writeFileSync(
    file,
    largeSupergraph(subgraphs, (name) => many.urlOf(name)),
  );
  const gateway = await startTestAnyGateway(file, { GATEWAY_EXECUTOR: 'program' });
  const { data, errors } = await gateway.ask(`{ start { ${largeSelection(entities)} } }`);
  await gateway.close();
  await many.close();
  expect(errors).toBeUndefined();
  const numbers = [...JSON.stringify(data).matchAll(/"value(\d+)":(\d+)/g)].map(([, name, value]) => [name, value]);
  expect(numbers).toHaveLength(50);
  expect(numbers.every(([name, value]) => name === value)).toBe(true);
  expect(new Set(many.calls.map(({ subgraph }) => subgraph)).size).toBe(50);
});
