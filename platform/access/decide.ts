import { ACCESS_LEVELS } from './policy.ts';
import type { AccessLevel, Actor, Caller, GrantRole, HeldGrant, Tier } from '#platform/auth';
import type { AccessPolicy } from './policy.ts';

export type DenialReason = 'unauthenticated' | 'role' | 'scope' | 'tier' | 'step_up' | 'owner' | 'grant_level';
export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: DenialReason };

/** What a decision needs to know of a loaded object. */
export interface AccessedObject {
  readonly tenantId: string;
  /** Whose it is; null for an object of the organisation. */
  readonly principalId: string | null;
  /** How sensitive it is; absent for kinds of object that have no tier of their own. */
  readonly tier?: Tier;
}

/** What a grant must be for an object or an operation. */
export interface GrantNeed {
  readonly roles: readonly GrantRole[];
  readonly level: AccessLevel;
}

const ALLOWED: Decision = { allowed: true };

/**
 * Whether `actor` passes `policy`. Pure. Without an object: role or grant, scopes, fixed tiers, step-up age. With one: also
 * whose it is and its own tier.
 * @param nowSeconds seconds since the Unix epoch
 */
export function decide(policy: AccessPolicy, actor: Actor, nowSeconds: number, object?: AccessedObject): Decision {
  if (policy.public) return ALLOWED;
  if (actor.kind === 'anonymous') return denied('unauthenticated');
  const role = decideRole(policy, actor, nowSeconds);
  if (!role.allowed) return role;
  if (!policy.scopes.every((scope) => actor.scopes.includes(scope))) return denied('scope');
  if (!hasFixedTier(policy, actor.tiers)) return denied('tier');
  if (policy.stepUpSeconds !== undefined && !isFresh(actor, policy.stepUpSeconds, nowSeconds)) return denied('step_up');
  return object === undefined ? ALLOWED : decideObject(policy, actor, nowSeconds, object);
}

/** Whether a grant is in force, of one of the roles, and reaches far enough. @param nowSeconds seconds since the Unix epoch */
export function grantMeets(grant: HeldGrant, need: GrantNeed, nowSeconds: number): boolean {
  return isInForce(grant, nowSeconds) && need.roles.includes(grant.role) && isLevel(grant.accessLevel, need.level);
}

/** What the policy asks of a grant; `undefined` where no grant helps. */
export function grantNeedOf({ grants, grantLevel }: AccessPolicy): GrantNeed | undefined {
  return grantLevel === undefined ? undefined : { roles: grants, level: grantLevel };
}

function decideRole(policy: AccessPolicy, actor: Caller, nowSeconds: number): Decision {
  if (policy.roles.length === 0 && policy.grants.length === 0) return ALLOWED;
  if (policy.roles.includes(actor.role)) return ALLOWED;
  const ofRole = actor.grants.filter((grant) => isInForce(grant, nowSeconds) && policy.grants.includes(grant.role));
  if (ofRole.length === 0) return denied('role');
  const need = grantNeedOf(policy);
  return need !== undefined && ofRole.some((grant) => grantMeets(grant, need, nowSeconds))
    ? ALLOWED
    : denied('grant_level');
}

function decideObject(policy: AccessPolicy, actor: Caller, nowSeconds: number, object: AccessedObject): Decision {
  if (policy.owner === 'NONE') return decideTier(policy, [actor.tiers], object);
  if (policy.owner === 'TENANT')
    return object.tenantId === actor.tenantId ? decideTier(policy, [actor.tiers], object) : denied('owner');
  const isOwn = object.tenantId === actor.tenantId && object.principalId === actor.principalId;
  const ofOwner = isOwn ? [] : actor.grants.filter((grant) => isOf(grant, object) && isInForce(grant, nowSeconds));
  const ofRole = ofOwner.filter(({ role }) => policy.grants.includes(role));
  const need = grantNeedOf(policy);
  const meeting = need === undefined ? [] : ofRole.filter((grant) => grantMeets(grant, need, nowSeconds));
  if (isOwn) return decideTier(policy, [actor.tiers], object);
  if (ofRole.length === 0) return denied('owner');
  if (meeting.length === 0) return denied('grant_level');
  return decideTier(
    policy,
    meeting.map(({ tiers }) => tiersByGrant(actor, tiers)),
    object,
  );
}

/** A grant opens no tier that the account of its holder does not have. */
export function tiersByGrant({ tiers }: Pick<Caller, 'tiers'>, granted: readonly Tier[]): Tier[] {
  return granted.filter((tier) => tiers.includes(tier));
}

/**
 * Tiers are an allowlist, not a ladder: red alone does not open amber, and no tier opens nothing.
 * @param ways the tiers of each way by which the caller reaches the object; one way must do by itself
 */
function decideTier(policy: AccessPolicy, ways: readonly (readonly Tier[])[], { tier }: AccessedObject): Decision {
  if (policy.tiers.length === 0) return ALLOWED;
  const opens = (tiers: readonly Tier[]): boolean =>
    policy.tiers.includes('OBJECT') ? tier !== undefined && tiers.includes(tier) : hasFixedTier(policy, tiers);
  return ways.some(opens) ? ALLOWED : denied('tier');
}

function hasFixedTier(policy: AccessPolicy, tiers: readonly Tier[]): boolean {
  const fixed = policy.tiers.filter((tier) => tier !== 'OBJECT');
  return fixed.length === 0 || fixed.some((tier) => tiers.includes(tier));
}

function isOf(grant: HeldGrant, { tenantId, principalId }: AccessedObject): boolean {
  return grant.tenantId === tenantId && grant.principalId === principalId;
}

function isInForce({ expiresAt }: HeldGrant, nowSeconds: number): boolean {
  return expiresAt === null || expiresAt > nowSeconds;
}

function isLevel(has: AccessLevel, needed: AccessLevel): boolean {
  return ACCESS_LEVELS.indexOf(has) >= ACCESS_LEVELS.indexOf(needed);
}

function isFresh(actor: Caller, maxAgeSeconds: number, nowSeconds: number): boolean {
  return actor.acr === 'aal2' && nowSeconds - actor.authTime <= maxAgeSeconds;
}

function denied(reason: DenialReason): Decision {
  return { allowed: false, reason };
}
