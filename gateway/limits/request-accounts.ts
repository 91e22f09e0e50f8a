import { rateHeaders, remainingOf } from './budget/rate-headers.ts';
import { brokenCostRules, tooExpensive } from './cost/cost-limits.ts';
import { createCostMetrics } from './cost/cost-metrics.ts';
import type { Metrics } from '#platform/metrics';
import type { Budget, Charge } from './budget/budget.ts';
import type { Payer } from './budget/buckets.ts';
import type { CostLimits } from './cost/cost-limits.ts';
import type { CostMetrics } from './cost/cost-metrics.ts';
import type { Variables } from './cost/evaluate-cost.ts';
import type { CostEstimate } from './cost/plan-cost.ts';

/** What accounts need to know of a request; one object for all that is said about it. */
export interface AccountHolder extends Payer {
  /** Whether the client wants to be told what the request cost. */
  readonly tellCost?: boolean | undefined;
}

/** An operation that is about to be planned. */
export interface OperationAccount {
  /** Coerced. */
  readonly variables: Variables;
  /** What the document costs by itself, without the joins that a plan adds. */
  readonly documentCost: number;
  /** By coordinate of the field. */
  readonly rootFields: ReadonlyMap<string, number>;
}

/** What an answer says about its own cost. */
export interface AccountReport {
  readonly headers: Readonly<Record<string, string>>;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
}

/** What requests cost, from when their operation is known until they are answered. */
export interface RequestAccounts {
  /** @throws AppError COST_ESTIMATED_TOO_EXPENSIVE, for a document that is too dear whatever its plan */
  open(holder: AccountHolder, operation: OperationAccount): void;
  /** @returns the variables of a request with an account */
  variablesOf(holder: AccountHolder): Variables;
  /**
   * Lets a request with its plan through, and has it pay. Nothing may be called before.
   * @throws AppError of the cost limits, RATE_LIMITED or SERVICE_UNAVAILABLE
   */
  admit(holder: AccountHolder, estimate: CostEstimate): Promise<void>;
  /** @param cost of what a subgraph answered; undefined when it answered with nothing */
  record(holder: AccountHolder, subgraph: string, cost: number | undefined): void;
  /** Once nothing is called any more. */
  close(holder: AccountHolder): void;
  /** @returns undefined for a request without an account, such as one with an unknown field */
  report(holder: AccountHolder): AccountReport | undefined;
}

interface Account extends OperationAccount {
  estimate: CostEstimate | undefined;
  charge: Charge | undefined;
  readonly actual: Map<string, number>;
  /** Subgraphs of which at least one call brought nothing. */
  readonly failed: Set<string>;
}

export interface AccountsDeps {
  readonly limits: CostLimits;
  readonly budget: Budget;
  /** Whether answers may say which subgraph costs what. Never to the public. */
  readonly tellSubgraphs: boolean;
  readonly metrics: Metrics;
}

export function createRequestAccounts(deps: AccountsDeps): RequestAccounts {
  const { limits, budget } = deps;
  const metrics = createCostMetrics(deps.metrics);
  const accounts = new WeakMap<AccountHolder, Account>();
  return {
    open: (holder, operation) => {
      const max = limits.maxOf(holder.clientId);
      if (operation.documentCost > max && limits.mode === 'enforce') {
        metrics.refused('operation', 'enforce');
        throw tooExpensive(operation.documentCost, max);
      }
      accounts.set(holder, {
        ...operation,
        estimate: undefined,
        charge: undefined,
        actual: new Map(),
        failed: new Set(),
      });
    },
    variablesOf: (holder) => known(accounts, holder).variables,
    admit: async (holder, estimate) => {
      const account = known(accounts, holder);
      account.estimate = estimate;
      requireAffordable(limits, metrics, holder, estimate);
      await budget.charge(holder, { cost: estimate.total, rootFields: account.rootFields }, (charge) => {
        account.charge = charge;
      });
    },
    record: (holder, subgraph, cost) => {
      const account = accounts.get(holder);
      if (account === undefined) return;
      if (cost === undefined) account.failed.add(subgraph);
      else account.actual.set(subgraph, (account.actual.get(subgraph) ?? 0) + cost);
    },
    close: (holder) => {
      const account = accounts.get(holder);
      if (account?.estimate === undefined) return;
      metrics.observe(account.estimate.total, actualOf(account));
      if (account.charge !== undefined) void budget.settle(account.charge, owedBy(account, account.estimate));
    },
    report: (holder) => {
      const account = accounts.get(holder);
      return account && reportOf(account, holder, deps);
    },
  };
}

/** A request whose operation nobody looked at must not run. */
function known(accounts: WeakMap<AccountHolder, Account>, holder: AccountHolder): Account {
  const account = accounts.get(holder);
  if (account === undefined) throw new Error('a request without an account');
  return account;
}

function requireAffordable(
  limits: CostLimits,
  metrics: CostMetrics,
  { clientId }: AccountHolder,
  estimate: CostEstimate,
): void {
  for (const { rule, mode, error } of brokenCostRules(limits, clientId, estimate)) {
    metrics.refused(rule, mode);
    if (mode === 'enforce') throw error;
  }
}

function actualOf({ actual }: Account): number {
  return [...actual.values()].reduce((total, cost) => total + cost, 0);
}

/**
 * What the request has to pay in the end. Attack: an operation that makes a subgraph fail after all its work, again and again, for
 * nothing. Rule: where a call brought nothing, the estimate stands.
 */
function owedBy({ actual, failed }: Account, { bySubgraph }: CostEstimate): number {
  let owed = 0;
  for (const subgraph of new Set([...actual.keys(), ...failed])) {
    const cost = actual.get(subgraph) ?? 0;
    owed += failed.has(subgraph) ? Math.max(cost, bySubgraph.get(subgraph) ?? 0) : cost;
  }
  return owed;
}

function reportOf(account: Account, holder: AccountHolder, { limits, tellSubgraphs }: AccountsDeps): AccountReport {
  const { charge, estimate } = account;
  const rates = charge === undefined ? {} : rateHeaders(charge);
  if (holder.tellCost !== true) return { headers: rates, extensions: undefined };
  const estimated = estimate?.total ?? account.documentCost;
  const [actual, max] = [actualOf(account), limits.maxOf(holder.clientId)];
  const cost = {
    estimated,
    actual,
    max,
    ...(tellSubgraphs && estimate !== undefined ? { bySubgraph: bySubgraphOf(account, estimate) } : {}),
  };
  return {
    headers: {
      ...rates,
      'x-cost-estimated': String(estimated),
      'x-cost-actual': String(actual),
      'x-cost-max': String(max),
    },
    extensions: { cost, ...(charge === undefined ? {} : { budgets: remainingOf(charge) }) },
  };
}

function bySubgraphOf({ actual }: Account, { bySubgraph }: CostEstimate): Record<string, unknown> {
  return Object.fromEntries(
    [...bySubgraph].map(([name, estimated]) => [name, { estimated, actual: actual.get(name) ?? 0 }]),
  );
}
