import { createInProcessState } from '#platform/redis';
import { createBudget } from './budget/budget.ts';
import { ROOT_FIELD_LIMITS } from './budget/root-field-limits.ts';
import { createSharedOrLocal } from './budget/shared-or-local.ts';
import { createRequestAccounts } from './request-accounts.ts';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { SharedState } from '#platform/redis';
import type { AnySupergraphConfig } from '../config.ts';
import type { ClientRules } from '../documents/document-store.ts';
import type { BudgetLimits } from './budget/buckets.ts';
import type { CostLimits } from './cost/cost-limits.ts';
import type { RequestAccounts } from './request-accounts.ts';

/** As much as a bucket holds. */
const MAX_PER_MINUTE = 1_000_000_000_000;

type Client = Pick<ClientRules, 'maxCost' | 'party'>;

/** Puts together what requests may cost, as the configuration says. */
export function openRequestAccounts(deps: {
  readonly config: AnySupergraphConfig;
  /** What replicas share. */
  readonly state: SharedState;
  readonly clientOf: (clientId: string) => Client | undefined;
  /** Whether answers may say which subgraph costs what. */
  readonly tellSubgraphs: boolean;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
}): RequestAccounts {
  const { config, state, clock, clientOf, metrics } = deps;
  const local = createInProcessState({ clock });
  const budget = createBudget({
    limits: budgetLimits(config),
    mode: config.GATEWAY_BUDGET_MODE,
    isPartner: (clientId) => clientOf(clientId)?.party === 'partner',
    buckets: createSharedOrLocal({ ...deps, shared: state, local }),
    metrics,
  });
  return createRequestAccounts({ ...deps, limits: costLimits(config, clientOf), budget });
}

function costLimits(config: AnySupergraphConfig, clientOf: (clientId: string) => Client | undefined): CostLimits {
  const { GATEWAY_MAX_COST, GATEWAY_CLIENT_MAX_COST, GATEWAY_SUBGRAPH_MAX_COST } = config;
  return {
    mode: config.GATEWAY_COST_MODE,
    maxOf: (clientId) =>
      Math.min(
        GATEWAY_CLIENT_MAX_COST.get(clientId) ?? GATEWAY_MAX_COST,
        clientOf(clientId)?.maxCost ?? Number.MAX_SAFE_INTEGER,
      ),
    subgraphMode: config.GATEWAY_SUBGRAPH_COST_MODE,
    maxOfSubgraph: (subgraph) => GATEWAY_SUBGRAPH_MAX_COST.get(subgraph),
  };
}

function budgetLimits(config: AnySupergraphConfig): BudgetLimits {
  const times = (perMinute: number): number =>
    Math.min(MAX_PER_MINUTE, Math.max(1, perMinute * config.GATEWAY_BUDGET_FACTOR));
  const fields = new Map(Object.entries(ROOT_FIELD_LIMITS));
  for (const [coordinate, perMinute] of config.GATEWAY_ROOT_FIELD_LIMITS)
    fields.set(coordinate, { failClosed: false, ...fields.get(coordinate), perMinute });
  return {
    requestsPerMinute: times(config.GATEWAY_REQUESTS_PER_MINUTE),
    costPerMinute: times(config.GATEWAY_COST_PER_MINUTE),
    clientCostPerMinute: times(config.GATEWAY_CLIENT_COST_PER_MINUTE),
    rootFields: new Map(
      [...fields].map(([coordinate, limit]) => [coordinate, { ...limit, perMinute: times(limit.perMinute) }]),
    ),
  };
}
