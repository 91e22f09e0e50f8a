import type { Actor, Caller } from '#platform/auth';
import type { CallerAccess } from './access.ts';
import type { Scope, Subject } from './scope.ts';

/** A call of a person who is known. */
export interface Call {
  readonly caller: Caller;
  /** What the schema lets them do, and to whose objects. */
  readonly access: CallerAccess;
  /** Passed on in signed calls, so that other services decide for the same person by the same grants. */
  readonly contextToken: string;
  readonly requestId: string;
}

/** A call with its subject: for whom it is, and by which right. */
export interface Acting extends Call {
  readonly subject: Subject;
  /** Whether the schema lets the caller at an object by this right. Asked of every row that is loaded. */
  readonly permits: (object: Scope) => boolean;
}

/** A call of anybody. */
export interface OpenCall {
  readonly actor: Actor;
  readonly requestId: string;
}

/** The rows an acting caller works on. */
export function scopeOf({ subject: { tenantId, principalId } }: Pick<Acting, 'subject'>): Scope {
  return { tenantId, principalId };
}
