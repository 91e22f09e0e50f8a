export { answering } from './answering.ts';
export type { Repeatable } from './answering.ts';
export { baseContext } from './base-context.ts';
export { applyShield } from './apply-shield.ts';
export type { EnforceAccess } from './apply-shield.ts';
export { coercionError, formatError } from './format-error.ts';
export type { RequestContext } from './request-context.ts';
export { registerSubgraph } from './subgraph-server.ts';
export type { SubgraphServerOptions } from './subgraph-server.ts';
