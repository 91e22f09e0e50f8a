// A process that serves the subgraphs of the shop until whoever started it goes away. It tells their ports.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { SHOP, createShopSubgraph } from './subgraphs.ts';
import type { AddressInfo } from 'node:net';
import type { ShopSubgraph } from './subgraphs.ts';

async function serve(name: ShopSubgraph): Promise<number> {
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
  return (server.address() as AddressInfo).port;
}

const ports = await Promise.all(SHOP.map(async (name) => [name, await serve(name)] as const));
process.send?.(Object.fromEntries(ports));
process.once('disconnect', () => process.exit());
