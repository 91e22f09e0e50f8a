export { coercionError, formatError } from './format-error.ts';
export type { RequestContext } from './request-context.ts';
export { baseContext, registerSubgraph } from './subgraph-server.ts';
export type { SubgraphServerOptions } from './subgraph-server.ts';
