import { AppError, badInput } from '#platform/errors';
import type { AccessLevel, GrantRole, Tier } from '#platform/auth';
import type { GrantStatus } from './records.ts';

/** What each role may be given. Only a proxy reads or adds anything; the others never go beyond packs that are shared with them. */
const LEVELS_OF_ROLE: Readonly<Record<GrantRole, readonly AccessLevel[]>> = {
  proxy: ['read_only_packs', 'read_only_all', 'limited_write'],
  executor_nominee: ['read_only_packs'],
  emergency_contact: ['read_only_packs'],
};

export interface Offer {
  readonly email: string;
  readonly role: GrantRole;
  readonly accessLevel: AccessLevel;
  readonly tiers: readonly Tier[];
  readonly expiresAt: Date | null;
}

export interface Granter {
  readonly email: string;
  readonly tiers: readonly Tier[];
}

/**
 * Refuses an offer that gives more than the granter has, or that makes no sense.
 * @throws AppError FORBIDDEN for a tier beyond the granter's own
 * @throws AppError BAD_USER_INPUT with the field's path for the rest
 */
export function checkOffer(offer: Offer, granter: Granter, now: Date): void {
  if (offer.email === granter.email) throw badInput('input.email', 'is your own address');
  if (offer.tiers.length === 0) throw badInput('input.tiers', 'must name at least one');
  if (!LEVELS_OF_ROLE[offer.role].includes(offer.accessLevel))
    throw badInput('input.accessLevel', 'does not fit the role');
  if (offer.expiresAt !== null && offer.expiresAt <= now) throw badInput('input.expiresAt', 'must lie in the future');
  if (!offer.tiers.every((tier) => granter.tiers.includes(tier))) throw new AppError('FORBIDDEN');
}

/** A step in the life of a grant, by its granter. */
export type GrantStep = 'suspend' | 'resume' | 'revoke';

const STEPS: Readonly<Record<GrantStep, { from: readonly GrantStatus[]; to: 'accepted' | 'suspended' | 'revoked' }>> = {
  suspend: { from: ['accepted'], to: 'suspended' },
  resume: { from: ['suspended'], to: 'accepted' },
  revoke: { from: ['invited', 'accepted', 'suspended'], to: 'revoked' },
};

/** From which states a step leads where. Nothing leads out of `revoked`. */
export function grantStep(step: GrantStep): {
  readonly from: readonly GrantStatus[];
  readonly to: 'accepted' | 'suspended' | 'revoked';
} {
  return STEPS[step];
}
