import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import type { GraphQLSchema } from 'graphql';

const FEDERATION = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

const TYPE_DEFS = {
  products: `${FEDERATION}
    type Query { products: [Product!]! }
    type Product @key(fields: "id") { id: ID! name: String }`,
  reviews: `${FEDERATION}
    type Product @key(fields: "id") { id: ID! reviews: [Review!]! }
    type Review { stars: Int! }`,
} as const;

type ShopSubgraph = keyof typeof TYPE_DEFS;

interface Reference {
  readonly id: string;
}

const RESOLVERS = {
  products: { Query: { products: () => ['1', '2'].map((id) => ({ id, name: `product ${id}` })) } },
  reviews: {
    Product: { reviews: ({ id }: Reference) => [{ stars: Number(id) }], __resolveReference: (it: Reference) => it },
  },
};

/** A subgraph of a graph that has nothing to do with ours. */
export function shopSchema(name: string): GraphQLSchema | undefined {
  if (name !== 'products' && name !== 'reviews') return undefined;
  return buildSubgraphSchema({ typeDefs: parse(TYPE_DEFS[name]), resolvers: RESOLVERS[name] });
}

/**
 * The supergraph of both.
 * @param extra fields that products have besides, as in a later version
 */
export function shopSupergraph(urlOf: (name: ShopSubgraph) => string, extra = ''): string {
  const { supergraphSdl } = composeServices(
    (['products', 'reviews'] as const).map((name) => ({
      name,
      url: urlOf(name),
      typeDefs: parse(TYPE_DEFS[name].replace('name: String', `name: String ${extra}`)),
    })),
  );
  if (supergraphSdl === undefined) throw new Error('the shop does not compose');
  return supergraphSdl;
}
