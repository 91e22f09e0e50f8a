import type { GatewayContext } from '../gateway-context.ts';
import type { PlanLookups } from './plan-lookup.ts';
import type { Executor, ExecutorRequest, ExecutorResult } from './query-plan.ts';

/** The answer to a request that is planned and not run; nobody gets it. */
const NOTHING: ExecutorResult = Object.freeze({ data: null });

/**
 * Notes that a request has its plan, when it is one that goes no further.
 * @returns what ends it; undefined for a request that is to be run
 */
export function endRehearsal({ context }: Pick<ExecutorRequest, 'context'>): ExecutorResult | undefined {
  const { rehearsal } = context as GatewayContext;
  if (rehearsal === undefined) return undefined;
  rehearsal.planned = true;
  return NOTHING;
}

/** The stock executor, which plans rehearsals and does not run them. */
export function planRehearsals(stock: Executor, plans: PlanLookups): Executor {
  return async (request) => {
    if ((request.context as GatewayContext).rehearsal === undefined) return stock(request);
    const found = await plans.find(stock, request);
    return found.kind === 'answer' ? found.answer : (endRehearsal(request) ?? NOTHING);
  };
}
