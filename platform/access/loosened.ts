import { ACCESS_LEVELS, isOwnershipWithin } from './policy.ts';
import type { AccessPolicy } from './policy.ts';

/**
 * What `field` demands less than `ofType`, dimension by dimension; empty when everybody who passes the field passes the type.
 * @returns names of arguments, for a message
 */
export function findLoosened(ofType: AccessPolicy, field: AccessPolicy): string[] {
  if (ofType.public) return [];
  if (field.public) return ['public'];
  const isLoosened: Readonly<Record<string, boolean>> = {
    roles: letsMoreIn(ofType, field),
    grantLevel: levelOf(field) < levelOf(ofType),
    scopes: !includesAll(field.scopes, ofType.scopes),
    // Alternatives: each further tier lets more callers in, and none at all everybody.
    tiers: ofType.tiers.length > 0 && (field.tiers.length === 0 || !includesAll(ofType.tiers, field.tiers)),
    owner: !isOwnershipWithin(field.owner, ofType.owner),
    stepUpSeconds: (field.stepUpSeconds ?? Infinity) > (ofType.stepUpSeconds ?? Infinity),
  };
  return Object.keys(isLoosened).filter((name) => isLoosened[name]);
}

/** No roles and no grants let every signed-in caller in. */
function letsMoreIn(ofType: AccessPolicy, field: AccessPolicy): boolean {
  if (isOpen(ofType)) return false;
  return isOpen(field) || !includesAll(ofType.roles, field.roles) || !includesAll(ofType.grants, field.grants);
}

function isOpen({ roles, grants }: AccessPolicy): boolean {
  return roles.length === 0 && grants.length === 0;
}

/** Without grants nobody comes in by one: that is the highest demand. */
function levelOf({ grantLevel }: AccessPolicy): number {
  return grantLevel === undefined ? ACCESS_LEVELS.length : ACCESS_LEVELS.indexOf(grantLevel);
}

function includesAll<Name>(all: readonly Name[], some: readonly Name[]): boolean {
  return some.every((name) => all.includes(name));
}
