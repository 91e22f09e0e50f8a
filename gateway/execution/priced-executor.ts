import { LRUCache } from 'lru-cache';
import { createAnswerMeasure } from '../limits/cost/measure-answer.ts';
import { compilePlanCost, evaluatePlanCost } from '../limits/cost/plan-cost.ts';
import type { GraphQLDataSource } from '@apollo/gateway';
import type { CostSchema } from '../limits/cost/compile-cost.ts';
import type { PlanCost } from '../limits/cost/plan-cost.ts';
import type { RequestAccounts } from '../limits/request-accounts.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { PlanLookups } from './program/plan-lookup.ts';
import type { Executor, ExecutorRequest, ExecutorResult } from './program/query-plan.ts';

/** Plans whose cost is kept as a formula. */
const MAX_FORMULAS = 1_000;
/** Characters of their documents; a formula takes about ten bytes for each. */
const MAX_CHARACTERS = 1_000_000;

/** How requests pay for what they make subgraphs do. */
export interface Pricing {
  /** Of the supergraph that is served. */
  readonly costs: CostSchema;
  readonly accounts: RequestAccounts;
}

/**
 * Whichever executor it is, a request comes to it when its plan has a price and the price is paid. The formula of a plan is compiled
 * once for each document; the variables go in with every request.
 * @param deps.stock the executor of the library, which plans
 */
export function priceExecutor(
  executor: Executor,
  { costs, accounts }: Pricing,
  deps: { readonly stock: Executor; readonly plans: PlanLookups },
): Executor {
  const formulas = new LRUCache<string, PlanCost>({
    max: MAX_FORMULAS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_formula, key) => Math.max(1, key.length),
  });

  async function formulaOf(request: ExecutorRequest): Promise<PlanCost | { readonly answer: ExecutorResult }> {
    const key = `${request.queryHash} ${request.request.operationName ?? ''}`;
    const known = formulas.get(key);
    if (known !== undefined) return known;
    const found = await deps.plans.find(deps.stock, request);
    if (found.kind === 'answer') return found;
    const { node } = found.plan.queryPlan;
    const formula = compilePlanCost(costs, node);
    formulas.set(key, formula, { size: Math.max(1, request.source.length) });
    return formula;
  }

  return async (request) => {
    const formula = await formulaOf(request);
    if ('answer' in formula) return formula.answer;
    const context = request.context as GatewayContext;
    // Planned and not run: nobody pays.
    if (context.rehearsal !== undefined) {
      context.rehearsal.price = (variables) => evaluatePlanCost(formula, variables, costs).total;
      return executor(request);
    }
    await accounts.admit(context, evaluatePlanCost(formula, accounts.variablesOf(context), costs));
    try {
      return await executor(request);
    } finally {
      accounts.close(context);
    }
  };
}

/** Notes what each call of a subgraph really cost. */
export function priceCalls({
  costs,
  accounts,
}: Pricing): (subgraph: string, source: GraphQLDataSource) => GraphQLDataSource {
  const measure = createAnswerMeasure(costs);
  return (subgraph, source) => ({
    process: async (options) => {
      const answer = await source.process(options);
      const context = options.context as GatewayContext;
      const { data } = answer as { readonly data?: unknown };
      const empty = data === null || data === undefined;
      const { query = '' } = options.request;
      accounts.record(context, subgraph, empty ? undefined : measure(query, data, accounts.variablesOf(context)));
      return answer;
    },
  });
}
