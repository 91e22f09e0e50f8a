import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pool } from 'undici';
import { shopSupergraph } from '../../gateway/testing/shop-supergraph.ts';
import { listenOnFreePort } from '../../tests/support/service/listen.ts';
import { medianOf } from '../access/statistics.ts';
import { runClients } from '../audit/clients.ts';
import { startGatewayProcess } from './gateway-process.ts';
import type { GatewayProcess } from './gateway-process.ts';

const CONNECTIONS = 32;
const PRODUCTS = Buffer.from(
  JSON.stringify({
    data: { products: ['1', '2', '3'].map((id) => ({ __typename: 'Product', id, name: 'a product' })) },
  }),
);
const REQUEST = JSON.stringify({ query: '{ products { id name } }' });

export interface Workers {
  /** Requests in a second, by the number of workers. */
  readonly rates: ReadonlyMap<number, number>;
  /** Share of one processor that whoever sends and the subgraph took meanwhile. */
  readonly othersShare: number;
}

/** One worker against two, in turns. The subgraph answers the same bytes to everything, in the process that sends. */
export async function measureWorkers(rounds: number, seconds: number): Promise<Workers> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-scale-'));
  const subgraph = await listenOnFreePort(
    createServer((request, response) => {
      request.resume();
      response.setHeader('content-type', 'application/json').end(PRODUCTS);
    }),
  );
  const file = path.join(folder, 'supergraph.graphql');
  writeFileSync(
    file,
    shopSupergraph(() => subgraph.url),
  );
  const gateways = new Map<number, GatewayProcess>();
  const rates = new Map<number, number[]>();
  const before = process.cpuUsage();
  const since = performance.now();
  try {
    for (const workers of [1, 2]) gateways.set(workers, await startGatewayProcess(environmentOf(file, workers)));
    for (let round = 0; round <= rounds; round += 1)
      for (const [workers, gateway] of gateways) {
        const rate = await rateOf(gateway.url, seconds);
        // The first round warms up.
        if (round > 0) rates.set(workers, [...(rates.get(workers) ?? []), rate]);
      }
  } finally {
    for (const gateway of gateways.values()) await gateway.stop();
    await subgraph.close();
    rmSync(folder, { recursive: true });
  }
  const { user, system } = process.cpuUsage(before);
  return {
    rates: new Map([...rates].map(([workers, found]) => [workers, medianOf(found)])),
    othersShare: (user + system) / 1_000 / (performance.now() - since),
  };
}

function environmentOf(file: string, workers: number): Record<string, string> {
  return {
    GATEWAY_ACCESS: 'off',
    GATEWAY_EXECUTOR: 'program',
    GATEWAY_MAX_COST: '100000',
    GATEWAY_BUDGET_MODE: 'measure',
    // Everybody asks the same here; that one answer serves many would be what is measured.
    GATEWAY_SHARED_CALLS: 'false',
    GATEWAY_BURST_REQUESTS: '10000000',
    GATEWAY_WORKERS: String(workers),
    SUPERGRAPH_FILE: file,
  };
}

async function rateOf(url: string, seconds: number): Promise<number> {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const operation = async (): Promise<void> => {
    const { statusCode, body } = await pool.request({
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: REQUEST,
    });
    const text = await body.text();
    if (statusCode !== 200 || text.includes('"errors"')) throw new Error(text.slice(0, 500));
  };
  const stretch = await runClients({ clients: CONNECTIONS, seconds, operation });
  await pool.close();
  return stretch.count / stretch.seconds;
}
