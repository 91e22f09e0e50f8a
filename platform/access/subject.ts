import type { Caller, GrantRole, HeldGrant } from '#platform/auth';

/** Whose rows a call may touch, and by which right. */
export interface Subject {
  readonly tenantId: string;
  readonly principalId: string;
  /** The grant by which the caller acts for somebody else; `undefined` for their own rows. */
  readonly grant: HeldGrant | undefined;
}

/** The caller's own rows. */
export function ownSubject(caller: Caller): Subject {
  return { tenantId: caller.tenantId, principalId: caller.principalId, grant: undefined };
}

/**
 * Every subject the caller may try for an id: their own first, then those who granted one of `roles` and whose grant has
 * not expired. The list is bounded by the number of grants in the context token.
 */
export function subjectsFor(caller: Caller, roles: readonly GrantRole[], nowSeconds: number): Subject[] {
  const granted = caller.grants
    .filter(({ role, expiresAt }) => roles.includes(role) && (expiresAt === null || expiresAt > nowSeconds))
    .map((grant) => ({ tenantId: grant.tenantId, principalId: grant.principalId, grant }));
  return [ownSubject(caller), ...granted];
}
