import type { Experimental_DidResolveQueryPlanCallback } from '@apollo/gateway';
import type { Executor, ExecutorRequest, ExecutorResult, ResolvedPlan } from './query-plan.ts';

export type PlanLookup =
  | { readonly kind: 'plan'; readonly plan: ResolvedPlan }
  /** The request ended before there was a plan, such as for variables that do not fit. */
  | { readonly kind: 'answer'; readonly answer: ExecutorResult };

export interface PlanLookups {
  /** For the configuration of the gateway. */
  readonly didResolveQueryPlan: Experimental_DidResolveQueryPlanCallback;
  /** Has the gateway plan a request, and stops it before anything runs. @throws what planning throws */
  find(stock: Executor, request: ExecutorRequest): Promise<PlanLookup>;
}

/** Ends the stock executor once it has a plan. It carries nothing, so it needs no stack. */
const STOP = Object.freeze({ name: 'PlanFound' });

/**
 * Plans of the gateway, through what it offers to anybody: a callback between planning and execution. The planner, its cache and
 * its checks stay the gateway's own.
 */
export function createPlanLookups(): PlanLookups {
  const waiting = new WeakMap<object, ResolvedPlan | undefined>();
  return {
    didResolveQueryPlan: (plan) => {
      if (!waiting.has(plan.requestContext)) return;
      waiting.set(plan.requestContext, plan);
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- nobody reads it: it is caught below by its identity
      throw STOP;
    },
    find: async (stock, request) => {
      // A copy, so that the same request can go through the stock executor without being stopped.
      const copy = { ...request };
      waiting.set(copy, undefined);
      try {
        return { kind: 'answer', answer: await stock(copy) };
      } catch (error) {
        const plan = waiting.get(copy);
        if (error !== STOP || plan === undefined) throw error;
        return { kind: 'plan', plan };
      }
    },
  };
}
