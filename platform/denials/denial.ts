import type { DenialReason } from '#platform/access';
import type { Actor } from '#platform/auth';

/** Which part of the defence refused. */
export type DenialLayer = 'gateway' | 'shield' | 'object' | 'token' | 'signature';

/** Why. A closed list: it becomes the reason code of the entry and a label of a counter. */
export type DenialCause =
  | DenialReason
  /** A link of files that is not good, beyond those that have an entry of their own. */
  | 'ticket'
  /** A secret that opens nothing, given to a mutation: a token of a mail, an invitation, a share link, a refresh token. */
  | 'credential'
  /** An access token that is not good, at the gateway. */
  | 'access_token'
  /** A context token that is not good, at a service. */
  | 'context_token'
  /** No valid signature of a service. */
  | 'service_signature'
  /** A known service, at a route that is not for it. */
  | 'service_caller'
  /** More requests than anybody's program sends; the sender is refused for a while. */
  | 'burst'
  /** A budget of cost that was used up for minutes. */
  | 'budget';

/** Another service of this deployment, known by its signature. */
export interface ServiceActor {
  readonly kind: 'service';
  readonly name: string;
}

/** Something that was refused. It holds no argument and no input of the caller. */
export interface Denial {
  /** Who was refused; anonymous where nobody knows. */
  readonly actor: Actor | ServiceActor;
  /** What was asked for: a schema coordinate such as `Query.cases`, or method and pattern of a route. */
  readonly coordinate: string;
  readonly reason: DenialCause;
  readonly layer: DenialLayer;
  readonly requestId: string;
  /** Tells apart those of whom nobody knows who they are. For comparison only; it is never written. */
  readonly sender?: string | undefined;
}

/** Denials of one kind: the same actor, coordinate, reason, layer and sender. */
export interface CountedDenials {
  /** The newest of them. */
  readonly denial: Denial;
  readonly count: number;
}

/** How many were refused for which reason. */
export type ReasonCounts = Readonly<Record<string, number>>;

/** One text for each actor, for comparison only. */
export function actorKey(actor: Denial['actor']): string {
  switch (actor.kind) {
    case 'anonymous':
      return 'anonymous';
    case 'service':
      return `service ${actor.name}`;
    case 'human':
    case 'service_account':
      return `principal ${actor.principalId}`;
  }
}
