import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { LOOPBACK } from '../../../../cli/stack/free-port.ts';
import { SHOP, sdlOf } from './subgraphs.ts';
import type { ShopSubgraph } from './subgraphs.ts';

/** @returns the supergraph of the shop, whose subgraphs listen on these ports */
export function composeShop(ports: Readonly<Record<ShopSubgraph, number>>): string {
  const { supergraphSdl, errors } = composeServices(
    SHOP.map((name) => ({
      name,
      url: `http://${LOOPBACK}:${String(ports[name])}/graphql`,
      typeDefs: parse(sdlOf(name)),
    })),
  );
  if (supergraphSdl === undefined) throw new Error(`the shop does not compose: ${String(errors)}`);
  return supergraphSdl;
}
