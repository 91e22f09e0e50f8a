import { ApolloGateway } from '@apollo/gateway';
import { OPERATIONS, absentOperations } from '../registry/absent-operations.ts';
import { observeCalls, observeExecutor } from './observe-execution.ts';
import { createPlanStore } from './document-stores.ts';
import { createPlanLookups } from './program/plan-lookup.ts';
import { planRehearsals } from './program/plan-rehearsals.ts';
import { createProgramExecutor } from './program/program-executor.ts';
import { createSubgraphDataSource } from './subgraph-data-source.ts';
import { priceCalls, priceExecutor } from './priced-executor.ts';
import { recordedQueries } from './transport/recorded-queries.ts';
import type { BufferingClient } from '#platform/http';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { ExecutorKind } from './executors.ts';
import type { HasProgram } from './program/program-executor.ts';
import type { Pricing } from './priced-executor.ts';
import type { Transports } from './transport/transports.ts';

/** Upper bounds, in seconds. */
const PLAN_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

export interface FederationGateway {
  readonly gateway: ApolloGateway;
  /** Absent where the library runs everything. */
  readonly hasProgram: HasProgram | undefined;
}

/**
 * The planner and executor over the released supergraph.
 * @param deps.clients signed client of each subgraph, by its name in the supergraph
 * @throws Error (from its start) when the supergraph names a subgraph without a client
 */
export function createFederationGateway(deps: {
  readonly supergraphSdl: string;
  readonly clients: ReadonlyMap<string, BufferingClient>;
  readonly transports: Transports;
  readonly executor: ExecutorKind;
  /** What requests pay; nothing in measurements of the executors alone. */
  readonly pricing: Pricing | undefined;
  /** Where requests are counted that no program can run. */
  readonly metrics: Metrics;
  readonly logger: Logger;
}): FederationGateway {
  const recorded = recordedQueries(deps.supergraphSdl);
  const plans = createPlanLookups();
  const priced = deps.pricing && priceCalls(deps.pricing);
  const gateway = new ApolloGateway({
    supergraphSdl: deps.supergraphSdl,
    logger: deps.logger,
    experimental_didResolveQueryPlan: plans.didResolveQueryPlan,
    queryPlannerConfig: { cache: createPlanStore() },
    // Otherwise a header of the client makes the answer show the plan, outside production.
    __exposeQueryPlanExperimental: false,
    buildService: ({ name }) => {
      const client = deps.clients.get(name) ?? (name === OPERATIONS ? absentOperations : undefined);
      if (client === undefined) throw new Error(`no address for the subgraph ${name}`);
      const source = createSubgraphDataSource(deps.transports.open(name, client, recorded));
      return observeCalls(name, priced?.(name, source) ?? source);
    },
  });
  const stock = gateway.executor;
  let hasProgram: HasProgram | undefined;
  if (deps.executor === 'program') {
    const unsupported = deps.metrics.counter(
      'lifeready_gateway_unsupported_plans_total',
      'Requests that the executor of the library ran, because no program can.',
      ['reason'],
    );
    const onUnsupported = (reason: string): void => {
      unsupported.add({ reason });
    };
    const planned = deps.metrics.histogram(
      'lifeready_gateway_plan_seconds',
      'Time to plan and to compile a document that was not known, warmed ones included.',
      [],
      PLAN_SECONDS,
    );
    const onPlanned = (ms: number): void => {
      planned.observe({}, ms / 1_000);
    };
    const program = createProgramExecutor({ gateway, plans, onUnsupported, onPlanned, logger: deps.logger });
    gateway.executor = program.executor;
    hasProgram = program.hasProgram;
  } else {
    gateway.executor = planRehearsals(gateway.executor, plans);
  }
  gateway.executor = observeExecutor(gateway.executor, { stock, plans });
  if (deps.pricing !== undefined) gateway.executor = priceExecutor(gateway.executor, deps.pricing, { stock, plans });
  return { gateway, hasProgram };
}
