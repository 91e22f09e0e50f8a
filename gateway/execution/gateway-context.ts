import type { Actor } from '#platform/auth';
import type { Logger } from '#platform/logging';

/** What the rules and the subgraph calls of one request know about it. */
export interface GatewayContext {
  readonly requestId: string;
  readonly logger: Logger;
  readonly actor: Actor;
  readonly contextToken: string | undefined;
  readonly clientId: string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}
