import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { composeShop } from '../gateway/race/shop/compose-shop.ts';
import { HIGH_LIMITS } from './served-graph.ts';
import type { ShopSubgraph } from '../gateway/race/shop/subgraphs.ts';
import type { ServedGraph } from './served-graph.ts';

const SERVE = path.join(import.meta.dirname, '..', 'gateway', 'race', 'shop', 'serve.ts');
const WIDEST = `query ($first: Int!) {
  me { id name email }
  products(first: $first) {
    upc name price weight description tags
    reviews { id body author { id name email } }
  }
}`;

/** The shop of the race, over three subgraphs in a process of their own. */
export async function serveShop(): Promise<ServedGraph> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-documents-'));
  const shop = fork(SERVE, { execArgv: ['--no-warnings'] });
  const [ports] = (await once(shop, 'message')) as [Readonly<Record<ShopSubgraph, number>>];
  const file = path.join(folder, 'supergraph.graphql');
  writeFileSync(file, composeShop(ports));
  return {
    name: 'shop',
    widest: WIDEST,
    environment: { ...HIGH_LIMITS, GATEWAY_ACCESS: 'off', SUPERGRAPH_FILE: file },
    headers: () => ({}),
    close: async () => {
      const ended = once(shop, 'exit');
      shop.disconnect();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
