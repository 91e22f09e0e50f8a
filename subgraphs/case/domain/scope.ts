import type { Actor, Caller, HeldGrant } from '#platform/auth';

/** Whose rows: every row carries both, row-level security compares both. */
export interface Scope {
  readonly tenantId: string;
  readonly principalId: string;
}

/** Rows the caller may try: their own, or those of somebody who granted them a role. */
export interface Subject extends Scope {
  readonly grant: HeldGrant | undefined;
}

/** A call of a person who is known. */
export interface Call {
  readonly caller: Caller;
  /** Passed on in signed calls, so that other services decide for the same person. */
  readonly contextToken: string;
  readonly requestId: string;
}

/** A call of a person who may act for others: `subjects` are all they may try, their own first. */
export interface GranteeCall extends Call {
  readonly subjects: readonly Subject[];
}

/** A call of anybody. */
export interface OpenCall {
  readonly actor: Actor;
  readonly requestId: string;
}

/** The caller's own rows. */
export function ownScope({ caller }: Call): Scope {
  return { tenantId: caller.tenantId, principalId: caller.principalId };
}

export function isSameScope(one: Scope, other: Scope): boolean {
  return one.tenantId === other.tenantId && one.principalId === other.principalId;
}
