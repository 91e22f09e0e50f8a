import { ApolloGateway } from '@apollo/gateway';
import { createSubgraphDataSource } from './subgraph-data-source.ts';
import type { ServiceClient } from '#platform/http';
import type { Logger } from '#platform/logging';

/** Plans kept for documents seen before, in MiB. */
const PLAN_CACHE_MIB = 50;

/**
 * The planner and executor over the released supergraph.
 * @param deps.clients signed client of each subgraph, by its name in the supergraph
 * @throws Error (from its start) when the supergraph names a subgraph without a client
 */
export function createFederationGateway(deps: {
  readonly supergraphSdl: string;
  readonly clients: ReadonlyMap<string, ServiceClient>;
  readonly timeoutMs: number;
  readonly logger: Logger;
}): ApolloGateway {
  return new ApolloGateway({
    supergraphSdl: deps.supergraphSdl,
    logger: deps.logger,
    experimental_approximateQueryPlanStoreMiB: PLAN_CACHE_MIB,
    // Otherwise a header of the client makes the answer show the plan, outside production.
    __exposeQueryPlanExperimental: false,
    buildService: ({ name }) => {
      const client = deps.clients.get(name);
      if (client === undefined) throw new Error(`no address for the subgraph ${name}`);
      return createSubgraphDataSource({ client, timeoutMs: deps.timeoutMs });
    },
  });
}
