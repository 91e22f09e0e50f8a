import { z } from 'zod';

export const requestCost = z.object({
  estimated: z.number(),
  actual: z.number(),
  max: z.number(),
  bySubgraph: z.record(z.string(), z.object({ estimated: z.number(), actual: z.number() })).optional(),
});

/** What a request was estimated to cost, what it cost, and what it might have cost, as answers say it. */
export type RequestCost = z.output<typeof requestCost>;
