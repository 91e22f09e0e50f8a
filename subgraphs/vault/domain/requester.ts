import type { AccessLevel, Caller, Tier } from '#platform/auth';
import type { AuditActor } from '#platform/audit';

/** Whose rows are touched. Row-level security compares both with every row, and every row carries both. */
export interface Owner {
  readonly tenantId: string;
  readonly principalId: string;
}

/** One owner's rows, as far as some tiers reach. */
export interface Reach extends Owner {
  readonly tiers: readonly Tier[];
}

/** What a decision about a row needs to know of it. */
export interface OwnedObject extends Owner {
  readonly tier: Tier;
}

/** Who asks, for whose rows, and by which right. Comes from the verified context token, never from input. */
export interface Requester {
  readonly caller: Caller;
  /** The caller, or whoever granted the caller a role. */
  readonly owner: Owner;
  /** The grant by which the caller acts for the owner; null for their own rows. */
  readonly grantId: string | null;
  /** What the schema demands of such a grant, at least. */
  readonly accessLevel: AccessLevel;
  /** How the audit log names the caller, with the grant. */
  readonly actor: AuditActor;
  readonly requestId: string;
  /** Whether the schema lets the caller have this object, by this right. Asked of every row that was loaded. */
  admits(object: OwnedObject): boolean;
  /** Counts that a link was refused which has no entry of its own in the log. Returns at once. */
  countRefusedLink(): void;
}

export function isSameOwner(one: Owner, other: Owner): boolean {
  return one.tenantId === other.tenantId && one.principalId === other.principalId;
}
