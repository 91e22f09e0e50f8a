import type { Actor } from '#platform/auth';
import type { ForwardedKey } from '#platform/idempotency';
import type { Logger } from '#platform/logging';

/** What the rules and the subgraph calls of one request know about it. */
export interface GatewayContext {
  readonly requestId: string;
  /** Goes to the subgraphs; only their mutations look at it. */
  readonly idempotencyKey?: ForwardedKey | undefined;
  readonly logger: Logger;
  readonly actor: Actor;
  readonly contextToken: string | undefined;
  readonly clientId: string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  /** Set by nobody but the gateway itself, for a document that is planned and not run; no request has it. */
  readonly rehearsal?: Rehearsal | undefined;
}

/** What became of a document that was planned and not run. */
export interface Rehearsal {
  planned: boolean;
}
