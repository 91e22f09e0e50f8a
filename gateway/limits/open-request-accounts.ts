import { createInProcessState } from '#platform/redis';
import { createBudget } from './budget/budget.ts';
import { ROOT_FIELD_LIMITS } from './budget/root-field-limits.ts';
import { ROUTE_CHARGES } from './budget/route-charges.ts';
import { createSharedOrLocal } from './budget/shared-or-local.ts';
import { createExhaustionWatch } from './budget/watch-exhaustion.ts';
import { createRequestAccounts } from './request-accounts.ts';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { SharedState } from '#platform/redis';
import type { AnySupergraphConfig } from '../config.ts';
import type { ClientRules } from '../documents/document-store.ts';
import type { Budget } from './budget/budget.ts';
import type { BudgetLimits, Payer, Payment } from './budget/buckets.ts';
import type { RootFieldLimit } from './budget/root-field-limits.ts';
import type { RouteCharge } from './budget/route-charges.ts';
import type { CostLimits } from './cost/cost-limits.ts';
import type { RequestAccounts } from './request-accounts.ts';

/** As much as a bucket holds. */
const MAX_PER_MINUTE = 1_000_000_000_000;

type Client = Pick<ClientRules, 'maxCost' | 'party'>;

/** The budgets of callers and partners, as the configuration says; one for everything that is charged. */
export function openBudget(deps: {
  readonly config: AnySupergraphConfig;
  /** What replicas share. */
  readonly state: SharedState;
  readonly clientOf: (clientId: string) => Client | undefined;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Told of a payer who goes on over a budget of cost. */
  readonly onExhausted?: ((payer: Payer, payment: Payment) => void) | undefined;
}): Budget {
  const { config, state, clock, clientOf, metrics, onExhausted } = deps;
  const local = createInProcessState({ clock });
  return createBudget({
    limits: budgetLimits(config),
    mode: config.GATEWAY_BUDGET_MODE,
    isPartner: (clientId) => clientOf(clientId)?.party === 'partner',
    buckets: createSharedOrLocal({ ...deps, shared: state, local }),
    metrics,
    onRefused: onExhausted && createExhaustionWatch({ clock, onLong: onExhausted }),
  });
}

/** Puts together what requests may cost, as the configuration says. */
export function openRequestAccounts(deps: {
  readonly config: AnySupergraphConfig;
  readonly budget: Budget;
  readonly clientOf: (clientId: string) => Client | undefined;
  /** Whether answers may say which subgraph costs what. */
  readonly tellSubgraphs: boolean;
  readonly metrics: Metrics;
}): RequestAccounts {
  return createRequestAccounts({ ...deps, limits: costLimits(deps.config, deps.clientOf) });
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
  const routes = Object.entries<RouteCharge>(ROUTE_CHARGES).flatMap(([route, { limit }]) => {
    if (limit === undefined) return [];
    return [[route, { ...limit, perMinute: config.GATEWAY_ROUTE_LIMITS.get(route) ?? limit.perMinute }] as const];
  });
  const limited = (limits: Iterable<readonly [string, RootFieldLimit]>): BudgetLimits['rootFields'] =>
    new Map([...limits].map(([name, limit]) => [name, { ...limit, perMinute: times(limit.perMinute) }]));
  return {
    requestsPerMinute: times(config.GATEWAY_REQUESTS_PER_MINUTE),
    costPerMinute: times(config.GATEWAY_COST_PER_MINUTE),
    clientCostPerMinute: times(config.GATEWAY_CLIENT_COST_PER_MINUTE),
    rootFields: limited(fields),
    routes: limited(routes),
  };
}
