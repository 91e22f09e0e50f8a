import type { HeldGrant, Tier } from '#platform/auth';

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

export function isSameScope(one: Scope, other: Scope): boolean {
  return one.tenantId === other.tenantId && one.principalId === other.principalId;
}
