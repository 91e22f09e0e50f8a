/** What every scenario must meet, however many people there are; a run that misses one ends with 1. */
export const GATES = {
  p95Ms: 2_000,
  p99Ms: 5_000,
  /** Share of the requests that are answered with an error, or not at all. */
  errors: 0.001,
} as const;

/** What is wanted of single kinds of requests, at the 95th percentile, in milliseconds. */
export const OBJECTIVES = { health: 200, auth: 500, list: 300, create: 500 } as const;
export type Objective = keyof typeof OBJECTIVES;
