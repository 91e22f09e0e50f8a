import { once } from 'node:events';
import { createServer } from 'node:http';
import { SHOP, createShopSubgraph } from './subgraphs.ts';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import type { ShopSubgraph } from './subgraphs.ts';

/** The shop, each subgraph on a port of its own. */
export interface ServedShop {
  readonly ports: Readonly<Record<ShopSubgraph, number>>;
  close(): void;
}

/** Serves the subgraphs of the shop from this process. */
export async function serveShop(): Promise<ServedShop> {
  const served = await Promise.all(SHOP.map(async (name) => [name, await serve(name)] as const));
  const ports = served.map(([name, server]) => [name, (server.address() as AddressInfo).port] as const);
  return {
    ports: Object.fromEntries(ports) as Record<ShopSubgraph, number>,
    close: () => {
      for (const [, server] of served) server.close().closeAllConnections();
    },
  };
}

async function serve(name: ShopSubgraph): Promise<Server> {
  const answer = createShopSubgraph(name);
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void answer(Buffer.concat(chunks).toString()).then((text) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        response.end(text);
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
