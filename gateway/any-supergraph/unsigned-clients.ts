import { createServiceClient } from '#platform/http';
import { subgraphAddresses } from './subgraph-addresses.ts';
import type { BufferingClient, ServiceClient } from '#platform/http';
import type { Supergraph } from '../execution/supergraph.ts';
import type { SubgraphClients } from '../supergraph/generation.ts';

/** Clients of the subgraphs where the supergraph says they are. Calls carry no signature: others' subgraphs have no keys of ours. */
export function openUnsignedClients({ schema }: Pick<Supergraph, 'schema'>): SubgraphClients {
  const clients = new Map([...subgraphAddresses(schema)].map(([name, url]) => [name, unsignedClient(name, url)]));
  return {
    clients,
    close: async () => {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}

/** Every call goes to the one path that the supergraph names, whatever ours are called. */
function unsignedClient(name: string, { origin, pathname, search }: URL): ServiceClient & BufferingClient {
  const client = createServiceClient({ callee: name, baseUrl: origin, sign: () => ({}) });
  return {
    call: (call) => client.call({ ...call, path: pathname, query: search }),
    callJson: (call) => client.callJson({ ...call, path: pathname, query: search }),
    exchange: (call) => client.exchange({ ...call, path: pathname + search }),
    close: () => client.close(),
  };
}
