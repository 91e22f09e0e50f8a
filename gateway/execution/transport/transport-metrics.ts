import type { Metrics } from '#platform/metrics';
import type { FailedStage } from '#platform/http';
import type { CircuitState } from './circuit-breaker.ts';

/** How a call over HTTP ended: with an answer, without one, or before it was made because the circuit was open. */
export type CallEnd = 'answered' | 'refused' | FailedStage;

/** What is counted about the calls of one subgraph. */
export interface TransportCounters {
  ended(end: CallEnd): void;
  /** A query was answered by a call that somebody else had made. */
  shared(): void;
  /** @param operations how many travelled in one call */
  together(operations: number): void;
  repeated(): void;
  circuit(state: CircuitState): void;
}

/** @returns counters of a subgraph by its name in the supergraph */
export function createTransportMetrics(metrics: Metrics): (subgraph: string) => TransportCounters {
  const calls = metrics.counter(
    'lifeready_gateway_subgraph_calls_total',
    'Calls of subgraphs over HTTP, by how they ended: answered, or unsent, unanswered, cut, late, abandoned by the client, refused by the open circuit.',
    ['subgraph', 'end'],
  );
  const shared = metrics.counter(
    'lifeready_gateway_shared_calls_total',
    'Queries answered by a call that an identical query of the same caller had made.',
    ['subgraph'],
  );
  const together = metrics.counter(
    'lifeready_gateway_batched_operations_total',
    'Operations that travelled in one call with others of the same caller.',
    ['subgraph'],
  );
  const repeated = metrics.counter(
    'lifeready_gateway_repeated_calls_total',
    'Queries sent a second time, because the connection ended before anything was answered.',
    ['subgraph'],
  );
  const circuits = metrics.counter(
    'lifeready_gateway_circuit_changes_total',
    'Changes of the state of the circuit in front of a subgraph.',
    ['subgraph', 'state'],
  );
  return (subgraph) => ({
    ended: (end) => {
      calls.add({ subgraph, end });
    },
    shared: () => {
      shared.add({ subgraph });
    },
    together: (operations) => {
      together.add({ subgraph }, operations);
    },
    repeated: () => {
      repeated.add({ subgraph });
    },
    circuit: (state) => {
      circuits.add({ subgraph, state });
    },
  });
}
