import { LIVE_GRANTS_MAX } from './lifetimes.ts';
import { scopesOf, tiersOf } from './permissions.ts';
import type { AccessLevel, HeldGrant, Role, Tier } from '#platform/auth';
import type { GrantInForce } from './records.ts';

/** What a granter must be allowed themself to give a level. */
const SCOPE_OF_LEVEL: Readonly<Record<AccessLevel, string>> = {
  read_only_packs: 'read:packs',
  read_only_all: 'read:all',
  limited_write: 'write:limited',
};

/** Levels at which a grant reaches the vault by itself. */
const READS_ALL: readonly AccessLevel[] = ['read_only_all', 'limited_write'];

/**
 * Grants as a context token carries them, each cut to what its granter may do now: a grant never exceeds its granter, also after
 * the granter's role was changed.
 *
 * A staged access that is active is an entry of its own with the id of its grant: reading only, until it ends. The entry of the
 * grant stays as it was, so that reading more for a while neither takes away nor widens what a proxy may write. Whoever holds so
 * many roles that the token is full gets the roles themselves first.
 */
export function heldGrants(inForce: readonly GrantInForce[]): HeldGrant[] {
  const own = inForce.flatMap((grant) => within(grant.granterRole, asHeld(grant)));
  const staged = inForce.flatMap((grant) => within(grant.granterRole, ...widened(grant)));
  return [...own, ...staged].slice(0, LIVE_GRANTS_MAX);
}

function asHeld(grant: GrantInForce): HeldGrant {
  return {
    id: grant.id,
    tenantId: grant.tenantId,
    principalId: grant.principalId,
    role: grant.role,
    accessLevel: grant.accessLevel,
    tiers: [...grant.tiers],
    expiresAt: epochSeconds(grant.expiresAt),
  };
}

function widened(grant: GrantInForce): HeldGrant[] {
  const { staged } = grant;
  if (staged === null || grant.role === 'executor_nominee') return [];
  const own = asHeld(grant);
  const ends = [own.expiresAt, epochSeconds(staged.until)].filter((end) => end !== null);
  // Whoever reads the vault anyway reads both with one entry; the tiers of a grant for packs are for packs.
  const tiers = READS_ALL.includes(own.accessLevel) ? union(own.tiers, staged.tiers) : [...staged.tiers];
  return [{ ...own, accessLevel: 'read_only_all', tiers, expiresAt: Math.min(...ends) }];
}

function within(granterRole: Role, ...grants: HeldGrant[]): HeldGrant[] {
  const allowed = tiersOf(granterRole);
  return grants
    .filter(({ accessLevel }) => scopesOf(granterRole).includes(SCOPE_OF_LEVEL[accessLevel]))
    .map((grant) => ({ ...grant, tiers: grant.tiers.filter((tier) => allowed.includes(tier)) }))
    .filter(({ tiers }) => tiers.length > 0);
}

function union(some: readonly Tier[], others: readonly Tier[]): Tier[] {
  return [...new Set([...some, ...others])];
}

function epochSeconds(moment: Date | null): number | null {
  return moment === null ? null : Math.floor(moment.getTime() / 1000);
}
