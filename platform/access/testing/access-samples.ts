import { newId } from '#platform/ids';
import type { Caller, HeldGrant } from '#platform/auth';
import type { AccessPolicy } from '../policy.ts';

/** Seconds since the Unix epoch. */
export const NOW = 1_790_000_000;

/** A signed-in person with a fresh second factor. */
export function caller(change: Partial<Caller> = {}): Caller {
  return {
    kind: 'human',
    principalId: newId(),
    tenantId: newId(),
    role: 'principal',
    scopes: ['read:all'],
    tiers: ['green', 'amber'],
    acr: 'aal2',
    authTime: NOW - 60,
    sessionId: newId(),
    clientId: 'web',
    grants: [],
    tokenExpiresAt: NOW + 60,
    ...change,
  };
}

/** A policy that demands a signed-in owner and nothing else. */
export function policy(change: Partial<AccessPolicy> = {}): AccessPolicy {
  return {
    public: false,
    reason: undefined,
    roles: [],
    grants: [],
    grantLevel: undefined,
    scopes: [],
    tiers: [],
    owner: 'OWNER',
    stepUpSeconds: undefined,
    audit: undefined,
    ...change,
  };
}

/** A grant in force, from somebody else. */
export function grant(change: Partial<HeldGrant> = {}): HeldGrant {
  return {
    id: newId(),
    tenantId: newId(),
    principalId: newId(),
    role: 'proxy',
    accessLevel: 'limited_write',
    tiers: ['green'],
    expiresAt: null,
    ...change,
  };
}
