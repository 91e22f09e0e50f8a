import type { Actor } from '#platform/auth';
import type { Logger } from '#platform/logging';

/** What every resolver of a subgraph gets; services add their loaders and use cases. */
export interface RequestContext {
  /** Who is calling, from the verified context token. */
  readonly actor: Actor;
  /** The context token itself, for a signed call to another service on the caller's behalf. */
  readonly contextToken: string | undefined;
  /** Name of the service whose signature the request carried. */
  readonly callerService: string;
  readonly requestId: string;
  readonly logger: Logger;
}
