import { describe, expect, test } from '@jest/globals';
import { decide } from './decide.ts';
import { ACCESS_LEVELS, GRANT_ROLES, ROLES, TIERS } from './policy.ts';
import { caller, grant, NOW, policy } from './testing/access-samples.ts';

const allowed = { allowed: true };
const denied = (reason: string): object => ({ allowed: false, reason });

describe('[R-035] one condition at a time', () => {
  test('nobody in particular passes what is public, and nothing else', () => {
    expect(decide(policy({ public: true, owner: 'NONE' }), { kind: 'anonymous' }, NOW)).toEqual(allowed);
    expect(decide(policy(), { kind: 'anonymous' }, NOW)).toEqual(denied('unauthenticated'));
  });

  test.each(ROLES)('the role %s passes where it is named, or none is', (role) => {
    expect(decide(policy(), caller({ role }), NOW)).toEqual(allowed);
    for (const named of ROLES) {
      expect(decide(policy({ roles: [named] }), caller({ role }), NOW)).toEqual(
        named === role ? allowed : denied('role'),
      );
    }
  });

  test.each(GRANT_ROLES)('the grant %s passes where it is named, until it ends', (role) => {
    const named = policy({ roles: ['operator'], grants: [role], grantLevel: 'read_only_all', owner: 'OWNER_OR_GRANT' });
    expect(decide(named, caller({ grants: [grant({ role })] }), NOW)).toEqual(allowed);
    expect(decide(named, caller({ grants: [grant({ role, expiresAt: NOW + 1 })] }), NOW)).toEqual(allowed);
    expect(decide(named, caller({ grants: [grant({ role, expiresAt: NOW })] }), NOW)).toEqual(denied('role'));
    expect(decide(named, caller(), NOW)).toEqual(denied('role'));
    for (const other of GRANT_ROLES.filter((entry) => entry !== role)) {
      expect(decide(named, caller({ grants: [grant({ role: other })] }), NOW)).toEqual(denied('role'));
    }
  });

  test('grants without roles are the only way in', () => {
    const nominees = policy({ grants: ['executor_nominee'], grantLevel: 'read_only_packs', owner: 'OWNER_OR_GRANT' });
    for (const role of ROLES) expect(decide(nominees, caller({ role }), NOW)).toEqual(denied('role'));
    expect(decide(nominees, caller({ grants: [grant({ role: 'executor_nominee' })] }), NOW)).toEqual(allowed);
  });

  test.each(ACCESS_LEVELS)('a grant of the level %s meets what needs no more', (accessLevel) => {
    for (const grantLevel of ACCESS_LEVELS) {
      const needing = policy({ grants: ['proxy'], grantLevel, owner: 'OWNER_OR_GRANT' });
      const reaches = ACCESS_LEVELS.indexOf(accessLevel) >= ACCESS_LEVELS.indexOf(grantLevel);
      expect(decide(needing, caller({ grants: [grant({ accessLevel })] }), NOW)).toEqual(
        reaches ? allowed : denied('grant_level'),
      );
    }
  });

  test('every scope is needed', () => {
    const both = policy({ scopes: ['read:all', 'operate'] });
    expect(decide(both, caller({ scopes: ['read:all'] }), NOW)).toEqual(denied('scope'));
    expect(decide(both, caller({ scopes: ['operate', 'read:all'] }), NOW)).toEqual(allowed);
    expect(decide(policy({ scopes: ['read:all'] }), caller({ scopes: ['READ:ALL', 'read'] }), NOW)).toEqual(
      denied('scope'),
    );
  });

  test.each(TIERS)('[R-036] the tier %s is an allowlist of its own, not a rung', (tier) => {
    for (const held of TIERS) {
      expect(decide(policy({ tiers: [tier] }), caller({ tiers: [held] }), NOW)).toEqual(
        held === tier ? allowed : denied('tier'),
      );
    }
    expect(decide(policy({ tiers: [tier] }), caller({ tiers: [] }), NOW)).toEqual(denied('tier'));
  });

  test("the object's own tier is left to whoever loads it", () => {
    expect(decide(policy({ tiers: ['OBJECT'] }), caller({ tiers: [] }), NOW)).toEqual(allowed);
  });

  test('[R-030] a second factor is needed that is fresh enough', () => {
    const fresh = policy({ stepUpSeconds: 300 });
    expect(decide(fresh, caller({ authTime: NOW - 300 }), NOW)).toEqual(allowed);
    expect(decide(fresh, caller({ authTime: NOW - 301 }), NOW)).toEqual(denied('step_up'));
    expect(decide(fresh, caller({ acr: 'aal1' }), NOW)).toEqual(denied('step_up'));
  });

  test('a step-up is asked of those only who would pass with it', () => {
    const old = { authTime: NOW - 10_000 };
    expect(decide(policy({ stepUpSeconds: 300, roles: ['operator'] }), caller(old), NOW)).toEqual(denied('role'));
    expect(decide(policy({ stepUpSeconds: 300, scopes: ['operate'] }), caller(old), NOW)).toEqual(denied('scope'));
    expect(decide(policy({ stepUpSeconds: 300, tiers: ['red'] }), caller(old), NOW)).toEqual(denied('tier'));
  });
});
