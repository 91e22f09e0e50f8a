/** Shortest bound that the services take: an intent of this age without an outcome is settled. */
export const RECONCILE_AFTER_SECONDS = '1';
/** A call that goes to a stopped process is given up, so that its client can ask again. */
export const SUBGRAPH_TIMEOUT_MS = '3000';
/** Services that audit changes. */
export const AUDITED = ['identity', 'vault', 'case', 'incident'] as const;
export type AuditedService = (typeof AUDITED)[number];
/** The audit service runs twice; which of the two writes changes with the faults. */
export const LOGS = ['audit', 'audit-2'] as const;
export type LogInstance = (typeof LOGS)[number];
