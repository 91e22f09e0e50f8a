import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { product, reviewOf, user } from './rows.ts';
import type { GraphQLSchema } from 'graphql';

export const SHOP = ['accounts', 'products', 'reviews'] as const;
export type ShopSubgraph = (typeof SHOP)[number];

/** @returns the SDL of one subgraph; in the first form of federation, which all gateways of the race read */
export function sdlOf(name: ShopSubgraph): string {
  return readFileSync(path.join(import.meta.dirname, `${name}.graphql`), 'utf8');
}

const RESOLVERS = {
  accounts: {
    Query: { me: () => user('u1') },
    User: { __resolveReference: ({ id }: { readonly id: string }) => user(id) },
  },
  products: {
    Query: {
      products: (_root: unknown, { first }: { readonly first: number }) =>
        Array.from({ length: first }, (_, place) => product(place)),
    },
    Product: { __resolveReference: ({ upc }: { readonly upc: string }) => product(Number(upc.slice(1))) },
  },
  reviews: {
    Product: {
      __resolveReference: ({ upc }: { readonly upc: string }) => ({ __typename: 'Product', upc }),
      reviews: ({ upc }: { readonly upc: string }) => [reviewOf(upc)],
    },
    Review: { __resolveReference: ({ id }: { readonly id: string }) => reviewOf(id.slice(2)) },
  },
} as const;

/** @param body of a call, as it comes over HTTP @returns the answer, as it goes over HTTP */
export type Answer = (body: string) => Promise<string>;

interface Call {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
}

/** Calls whose answers are kept; measurements of one document after the other have no use for more. */
const MAX_KNOWN = 1_000;

/** A subgraph of the shop. It works out the answer to each call once and then only repeats it, so that it takes next to no time. */
export function createShopSubgraph(name: ShopSubgraph): Answer {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdlOf(name)), resolvers: RESOLVERS[name] });
  const known = new Map<string, string>();
  return async (body) => {
    const text = known.get(body) ?? JSON.stringify(await run(schema, JSON.parse(body) as Call));
    if (known.size < MAX_KNOWN) known.set(body, text);
    return text;
  };
}

function run(schema: GraphQLSchema, { query, variables, operationName }: Call) {
  return graphql({ schema, source: query, variableValues: variables ?? {}, operationName: operationName ?? null });
}
