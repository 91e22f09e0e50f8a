/**
 * The five subgraph services of the embedded stack, in the order in which they are started.
 * Identity leads because the others verify tokens it signs; audit follows because every mutation needs it.
 */
export const SERVICES = ['identity', 'audit', 'vault', 'case', 'incident'] as const;

/** One of the five subgraph services. */
export type ServiceName = (typeof SERVICES)[number];

/** A process of the stack: a subgraph or the gateway in front of them. */
export type ProcessName = ServiceName | 'gateway';
