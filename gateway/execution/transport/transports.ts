import { createCircuitBreaker } from './circuit-breaker.ts';
import { createSubgraphTransport } from './subgraph-transport.ts';
import { createTransportMetrics } from './transport-metrics.ts';
import type { BufferingClient } from '#platform/http';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { SubgraphTransport } from './subgraph-transport.ts';

/** How subgraphs are called; each with its unit. */
export interface TransportSettings {
  /** Longest time of one call of a subgraph. */
  readonly timeoutMs: number;
  /** The same for single subgraphs, by name. */
  readonly subgraphTimeoutsMs: ReadonlyMap<string, number>;
  /** The same for single root fields that may take longer, by coordinate, such as `Mutation.exportPack`. */
  readonly slowFieldsMs: ReadonlyMap<string, number>;
  /** Largest answer of a subgraph to one operation. */
  readonly maxAnswerBytes: number;
  /** Whether subgraphs take several queries in one call; those that are not ours do not. */
  readonly batching: boolean;
  /** Whether identical queries of one caller are one call. */
  readonly sharing: boolean;
}

export interface Transports {
  /**
   * The way to one subgraph of one supergraph. What is known of the subgraph itself outlives a supergraph: whether it can be reached.
   * @param recorded fields of `Query` whose use services record
   */
  open(subgraph: string, client: BufferingClient, recorded: ReadonlySet<string>): SubgraphTransport;
  /** In front of that subgraph, for calls that go another way. */
  breaker(subgraph: string): CircuitBreaker;
}

/** One for a process. */
export function createTransports(deps: {
  readonly settings: TransportSettings;
  readonly metrics: Metrics;
  readonly logger: Pick<Logger, 'warn'>;
}): Transports {
  const { settings, logger } = deps;
  const countersOf = createTransportMetrics(deps.metrics);
  const breakers = new Map<string, CircuitBreaker>();
  const nowMs = (): number => performance.now();
  const breaker = (subgraph: string): CircuitBreaker => {
    const known = breakers.get(subgraph);
    if (known !== undefined) return known;
    const counters = countersOf(subgraph);
    const onChange: Parameters<typeof createCircuitBreaker>[0]['onChange'] = (state) => {
      counters.circuit(state);
      logger.warn({ subgraph, state }, 'the circuit in front of a subgraph has changed');
    };
    const made = createCircuitBreaker({ nowMs, onChange });
    breakers.set(subgraph, made);
    return made;
  };
  return {
    breaker,
    open: (subgraph, client, recorded) =>
      createSubgraphTransport({
        client,
        breaker: breaker(subgraph),
        counters: countersOf(subgraph),
        maxAnswerBytes: settings.maxAnswerBytes,
        batching: settings.batching,
        sharing: settings.sharing,
        nowMs,
        settings: {
          timeoutMs: settings.subgraphTimeoutsMs.get(subgraph) ?? settings.timeoutMs,
          slowFields: settings.slowFieldsMs,
          recorded,
        },
      }),
  };
}
