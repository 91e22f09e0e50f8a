import fc from 'fast-check';
import { newId } from '#platform/ids';
import { ACCESS_LEVELS, GRANT_ROLES, OWNERSHIPS, ROLES, SCOPES, TIERS } from '../policy.ts';
import { caller, grant, NOW, policy } from './access-samples.ts';
import type { Caller, HeldGrant } from '#platform/auth';
import type { AccessedObject } from '../decide.ts';
import type { AccessPolicy } from '../policy.ts';

/** Somebody who may have granted a role, and who owns some of the objects. */
export const SUBJECT = { tenantId: newId(), principalId: newId() };
/** The caller's own ids, so that some of the objects are theirs. */
const SELF = { tenantId: newId(), principalId: newId() };

/** Policies as a schema may state them; few conditions each, so that many pass. */
export const policies: fc.Arbitrary<AccessPolicy> = fc
  .record({
    isPublic: fc.nat(9).map((chance) => chance === 0),
    roles: fc.oneof(fc.constant([]), fc.constant(['principal' as const]), fc.subarray([...ROLES])),
    grants: fc.subarray([...GRANT_ROLES], { minLength: 1 }),
    grantLevel: fc.constantFrom(...ACCESS_LEVELS),
    scopes: fc.subarray([...SCOPES], { maxLength: 1 }),
    tiers: fc.oneof(fc.constant([]), fc.constant(['OBJECT' as const]), fc.subarray([...TIERS])),
    owner: fc.constantFrom(...OWNERSHIPS, 'OWNER_OR_GRANT' as const),
    stepUpSeconds: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
  })
  .map(({ isPublic, grants, grantLevel, ...rest }) => {
    if (isPublic) return policy({ public: true, owner: 'NONE' });
    return policy({ ...rest, ...(rest.owner === 'OWNER_OR_GRANT' ? { grants, grantLevel } : {}) });
  });

/** Grants of `SUBJECT` mostly, of all roles and levels, some of them ended. */
export const grantsHeld: fc.Arbitrary<HeldGrant> = fc
  .record({
    isOfSubject: fc.nat(3).map((chance) => chance > 0),
    role: fc.constantFrom(...GRANT_ROLES),
    accessLevel: fc.constantFrom(...ACCESS_LEVELS),
    tiers: fc.subarray([...TIERS]),
    expiresAt: fc.option(fc.integer({ min: NOW - 5, max: NOW + 5 })),
  })
  .map(({ isOfSubject, ...change }) => grant({ ...change, ...(isOfSubject ? SUBJECT : {}) }));

/** Callers of every role; the principal most often. */
export const callers: fc.Arbitrary<Caller> = fc
  .record({
    role: fc.constantFrom(...ROLES, ...ROLES.map(() => 'principal' as const)),
    scopes: fc.oneof(fc.constant<string[]>([...SCOPES]), fc.subarray<string>([...SCOPES])),
    tiers: fc.subarray([...TIERS]),
    acr: fc.constantFrom('aal1' as const, 'aal2' as const),
    authTime: fc.integer({ min: NOW - 1_000, max: NOW }),
    grants: fc.array(grantsHeld, { maxLength: 3 }),
  })
  .map((change) => caller({ ...SELF, ...change }));

/** Objects of the caller, of `SUBJECT`, of the caller's organisation, of others. */
export const objects: fc.Arbitrary<AccessedObject> = fc
  .record({
    whose: fc.constantFrom<Omit<AccessedObject, 'tier'>>(
      SELF,
      SUBJECT,
      { tenantId: SELF.tenantId, principalId: null },
      { tenantId: SELF.tenantId, principalId: newId() },
      { tenantId: newId(), principalId: SELF.principalId },
    ),
    tier: fc.option(fc.constantFrom(...TIERS), { nil: undefined }),
  })
  .map(({ whose, tier }) => ({ ...whose, ...(tier === undefined ? {} : { tier }) }));
