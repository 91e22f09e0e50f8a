import { createOperationCost } from '../limits/cost/operation-cost.ts';
import type { Supergraph } from '../execution/supergraph.ts';
import type { FieldFactsDeps } from './field-facts.ts';

/** What is known of the supergraph that is served at the moment; worked out once for each. */
export function currentGraph(current: () => Supergraph, maxCost: number): () => FieldFactsDeps {
  const known = new WeakMap<Supergraph, FieldFactsDeps>();
  return () => {
    const supergraph = current();
    const { schema, policies } = supergraph;
    const graph = known.get(supergraph) ?? { schema, policies, cost: createOperationCost(schema), maxCost };
    known.set(supergraph, graph);
    return graph;
  };
}
