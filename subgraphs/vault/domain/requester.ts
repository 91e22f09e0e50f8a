import type { Caller, Tier } from '#platform/auth';
import type { AuditActor } from '#platform/audit';

/** Whose rows are touched. Row-level security compares both with every row. */
export interface Owner {
  readonly tenantId: string;
  readonly principalId: string;
}

/** Who asks, and for whose rows. Comes from the verified context token, never from input. */
export interface Requester {
  readonly caller: Caller;
  /** The caller, or whoever granted the caller a role. */
  readonly owner: Owner;
  /** Tiers the caller may see of this owner's objects. */
  readonly tiers: readonly Tier[];
  /** How the audit log names the caller. */
  readonly actor: AuditActor;
  readonly requestId: string;
}

/** Tiers are an allowlist, not a ladder: red alone does not open amber. */
export function maySee({ tiers }: Requester, tier: Tier): boolean {
  return tiers.includes(tier);
}
