// Not a gateway: makes the calls that a plan would make and passes on what came last, without looking at it. Nothing that calls subgraphs
// from Node by HTTP can be much faster. Arguments: port, ports of the shop.
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { product } from './shop/rows.ts';
import { SHOP } from './shop/subgraphs.ts';
import type { RaceQuery } from './queries.ts';
import type { ShopSubgraph } from './shop/subgraphs.ts';

const TWENTY = Array.from({ length: 20 }, (_, place) => product(place).upc);
const ENTITIES = 'query ($representations: [_Any!]!) { _entities(representations: $representations) ';
const CALLS: Readonly<Record<RaceQuery['name'], readonly (readonly [ShopSubgraph, unknown])[]>> = {
  small: [['accounts', { query: '{ me { id name email } }' }]],
  main: [
    ['products', { query: '{ products(first: 20) { __typename upc name price } }' }],
    [
      'reviews',
      {
        query: `${ENTITIES}{ ... on Product { reviews { id body author { __typename id } } } } }`,
        variables: { representations: TWENTY.map((upc) => ({ __typename: 'Product', upc })) },
      },
    ],
    [
      'accounts',
      {
        query: `${ENTITIES}{ ... on User { name } } }`,
        variables: { representations: TWENTY.map((upc) => ({ __typename: 'User', id: `u-${upc}` })) },
      },
    ],
  ],
  large: [['products', { query: '{ products(first: 500) { upc name price weight description tags } }' }]],
};

const [port, shopPorts] = process.argv.slice(2);
const ports = JSON.parse(String(shopPorts)) as Readonly<Record<ShopSubgraph, number>>;
const pools = Object.fromEntries(
  SHOP.map((name) => [name, new Pool(`http://127.0.0.1:${String(ports[name])}`, { connections: 32 })]),
);
const headers = { 'content-type': 'application/json' };
const ready = Object.fromEntries(
  Object.entries(CALLS).map(([name, calls]) => [
    name,
    calls.map(([subgraph, json]) => ({ pool: pools[subgraph], body: JSON.stringify(json) })),
  ]),
);

async function pass(name: string): Promise<Buffer> {
  let last = Buffer.alloc(0);
  for (const { pool, body } of ready[name] ?? []) {
    const answer = await pool?.request({ method: 'POST', path: '/graphql', headers, body });
    if (answer !== undefined) last = Buffer.from(await answer.body.arrayBuffer());
  }
  return last;
}

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { operationName } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly operationName?: string };
    void pass(operationName?.toLowerCase() ?? '').then((body) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      response.end(body);
    });
  });
}).listen(Number(port), '127.0.0.1');
