import type { DenialReason } from '#platform/access';
import type { Actor } from '#platform/auth';
import type { ForwardedKey } from '#platform/idempotency';
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
  /** Idempotency key of the request, when the client sent one; for the wrapper of mutations alone. */
  readonly idempotencyKey?: ForwardedKey | undefined;
  readonly logger: Logger;
  /** One of several in a call, which may be queries alone. */
  readonly isBatched?: boolean | undefined;
  /** Aborted when the caller has gone: nobody will see the answer. */
  readonly signal?: AbortSignal | undefined;
  /**
   * For whoever loads objects: counts and records that the caller was refused one that exists. Returns at once. What was
   * simply not found is no denial.
   * @param coordinate where in the schema, such as `Query.case`; nothing that the caller wrote
   */
  readonly recordDenial: (coordinate: string, reason: DenialReason | 'ticket' | 'credential') => void;
}
