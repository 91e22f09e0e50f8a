/** What runs the plans of requests: the executor of `@apollo/gateway`, or programs compiled once for each document. */
export const EXECUTORS = ['stock', 'program'] as const;
export type ExecutorKind = (typeof EXECUTORS)[number];
