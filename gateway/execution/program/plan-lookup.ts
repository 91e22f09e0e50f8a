import type { Experimental_DidResolveQueryPlanCallback } from '@apollo/gateway';
import type { Executor, ExecutorRequest, ExecutorResult, ResolvedPlan } from './query-plan.ts';

export type PlanLookup =
  | {
      readonly kind: 'plan';
      readonly plan: ResolvedPlan;
      /** How long the gateway took for it, whoever of those that asked was the first. */
      readonly ms: number;
    }
  /** The request ended before there was a plan, such as for variables that do not fit. */
  | { readonly kind: 'answer'; readonly answer: ExecutorResult };

export interface PlanLookups {
  /** For the configuration of the gateway. */
  readonly didResolveQueryPlan: Experimental_DidResolveQueryPlanCallback;
  /**
   * Has the gateway plan a request, and stops it before anything runs. Whoever asks again for the same request, such as what compiles it
   * after what prices it, gets the same. @throws what planning throws
   */
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
  const found = new WeakMap<ExecutorRequest, Promise<PlanLookup>>();

  async function plan(stock: Executor, request: ExecutorRequest): Promise<PlanLookup> {
    // A copy, so that the same request can go through the stock executor without being stopped.
    const copy = { ...request };
    waiting.set(copy, undefined);
    const since = performance.now();
    try {
      return { kind: 'answer', answer: await stock(copy) };
    } catch (error) {
      const resolved = waiting.get(copy);
      if (error !== STOP || resolved === undefined) throw error;
      return { kind: 'plan', plan: resolved, ms: performance.now() - since };
    }
  }

  return {
    didResolveQueryPlan: (resolved) => {
      if (!waiting.has(resolved.requestContext)) return;
      waiting.set(resolved.requestContext, resolved);
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- nobody reads it: it is caught above by its identity
      throw STOP;
    },
    find: (stock, request) => {
      const lookup = found.get(request) ?? plan(stock, request);
      found.set(request, lookup);
      return lookup;
    },
  };
}
