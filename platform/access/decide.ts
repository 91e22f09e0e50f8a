import type { Actor, Caller } from '#platform/auth';
import type { AccessPolicy } from './policy.ts';

export type DenialReason = 'unauthenticated' | 'role' | 'scope' | 'tier' | 'step_up';
export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: DenialReason };

const ALLOWED: Decision = { allowed: true };

/**
 * Whether `actor` passes what can be decided without the object: role or grant role, scopes, fixed tiers, step-up age.
 * Pure; ownership and the object's own tier follow where the row is loaded.
 * @param nowSeconds seconds since the Unix epoch
 */
export function decide(policy: AccessPolicy, actor: Actor, nowSeconds: number): Decision {
  if (policy.public) return ALLOWED;
  if (actor.kind === 'anonymous') return denied('unauthenticated');
  if (!hasRole(policy, actor, nowSeconds)) return denied('role');
  if (!policy.scopes.every((scope) => actor.scopes.includes(scope))) return denied('scope');
  if (!hasTier(policy, actor)) return denied('tier');
  if (policy.stepUpSeconds !== undefined && !isFresh(actor, policy.stepUpSeconds, nowSeconds)) return denied('step_up');
  return ALLOWED;
}

function hasRole(policy: AccessPolicy, actor: Caller, nowSeconds: number): boolean {
  if (policy.roles.length === 0 && policy.grants.length === 0) return true;
  if (policy.roles.includes(actor.role)) return true;
  return actor.grants.some(
    (grant) => policy.grants.includes(grant.role) && (grant.expiresAt === null || grant.expiresAt > nowSeconds),
  );
}

/** Tiers are an allowlist, not a ladder: a token for red alone does not pass amber. No tier in the token passes nothing. */
function hasTier(policy: AccessPolicy, actor: Caller): boolean {
  const fixed = policy.tiers.filter((tier) => tier !== 'OBJECT');
  return fixed.length === 0 || fixed.some((tier) => actor.tiers.includes(tier));
}

function isFresh(actor: Caller, maxAgeSeconds: number, nowSeconds: number): boolean {
  return actor.acr === 'aal2' && nowSeconds - actor.authTime <= maxAgeSeconds;
}

function denied(reason: DenialReason): Decision {
  return { allowed: false, reason };
}
