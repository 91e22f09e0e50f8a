import type { Role, Tier } from '#platform/auth';

const SCOPES_OF_ROLE: Readonly<Record<Role, readonly string[]>> = {
  principal: ['read:packs', 'read:all', 'write:limited', 'grant:manage'],
  operator: ['operate'],
  auditor: ['audit:read'],
  information_officer: ['incident:manage'],
  reviewer: ['review', 'catalogue:read'],
  partner: ['catalogue:read'],
};

const TIERS_OF_ROLE: Readonly<Record<Role, readonly Tier[]>> = {
  principal: ['green', 'amber', 'red'],
  operator: ['green'],
  auditor: ['green'],
  information_officer: ['green', 'amber'],
  reviewer: ['green', 'amber'],
  partner: ['green'],
};

/** What an account of this role may ask for. */
export function scopesOf(role: Role): readonly string[] {
  return SCOPES_OF_ROLE[role];
}

/** Sensitivity tiers that an account of this role may see, of what it may see at all. An allowlist, not a ladder. */
export function tiersOf(role: Role): readonly Tier[] {
  return TIERS_OF_ROLE[role];
}

/** A service account has no more than its role allows, whatever its registration says. */
export function clientScopes(role: Role, registered: readonly string[]): string[] {
  return scopesOf(role).filter((scope) => registered.includes(scope));
}
