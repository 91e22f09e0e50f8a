import type { Actor, Caller, HeldGrant, Tier } from '#platform/auth';
import type { CallerAccess } from './access.ts';

/** Whose rows: every row carries both, row-level security compares both. */
export interface Scope {
  readonly tenantId: string;
  readonly principalId: string;
}

/** A way to somebody's rows: one's own, or those of somebody who granted the caller a role. */
export interface Subject extends Scope {
  /** The grant by which the caller acts for somebody else; `undefined` for themself. */
  readonly grant: HeldGrant | undefined;
  /** Tiers of that person's objects that this way opens. */
  readonly tiers: readonly Tier[];
}

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

export function isSameScope(one: Scope, other: Scope): boolean {
  return one.tenantId === other.tenantId && one.principalId === other.principalId;
}
