import { expect, test } from '@jest/globals';
import { createPlanLookups } from './plan-lookup.ts';
import type { Executor, ExecutorRequest, ResolvedPlan } from './query-plan.ts';

/** A gateway that makes a plan for each request, and counts them. */
function planner() {
  const plans = createPlanLookups();
  const planned: unknown[] = [];
  const stock: Executor = (request) => {
    planned.push(request);
    plans.didResolveQueryPlan({ requestContext: request, number: planned.length } as unknown as ResolvedPlan);
    return Promise.resolve({ data: { ran: true } });
  };
  return { plans, planned, stock };
}

const newRequest = (): ExecutorRequest => ({ queryHash: 'the same' }) as ExecutorRequest;

test('whoever asks again for one request gets the plan that is there', async () => {
  const { plans, planned, stock } = planner();
  const request = newRequest();
  const first = await plans.find(stock, request);
  expect(first.kind).toBe('plan');
  expect(await plans.find(stock, request)).toBe(first);
  expect(planned).toHaveLength(1);
});

test('another request is planned by itself, and the first still runs', async () => {
  const { plans, planned, stock } = planner();
  const request = newRequest();
  await plans.find(stock, request);
  await plans.find(stock, newRequest());
  expect(planned).toHaveLength(2);
  expect(await stock(request)).toEqual({ data: { ran: true } });
});

test('a plan that cannot be made is an error for everybody who asks for it', async () => {
  const { plans } = planner();
  const stock: Executor = () => Promise.reject(new Error('no plan'));
  const request = newRequest();
  await expect(plans.find(stock, request)).rejects.toThrow('no plan');
  await expect(plans.find(stock, request)).rejects.toThrow('no plan');
});
