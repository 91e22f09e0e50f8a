import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '#platform/ids';
import { decide } from './decide.ts';
import { ACCESS_LEVELS, GRANT_ROLES, OWNERSHIPS, ROLES, SCOPES, TIERS } from './policy.ts';
import type { Caller, HeldGrant } from '#platform/auth';
import type { AccessPolicy } from './policy.ts';

const NOW = 1_790_000_000;

function caller(change: Partial<Caller> = {}): Caller {
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

function policy(change: Partial<AccessPolicy> = {}): AccessPolicy {
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

function grant(change: Partial<HeldGrant> = {}): HeldGrant {
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
    expect(decide(policy({ tiers: ['OBJECT', 'red'] }), caller({ tiers: ['amber'] }), NOW)).toEqual(denied('tier'));
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

describe('[R-035] for every policy and every caller', () => {
  const policies = fc.record({
    public: fc.constant(false),
    reason: fc.constant(undefined),
    roles: fc.subarray([...ROLES]),
    grants: fc.subarray([...GRANT_ROLES]),
    grantLevel: fc.option(fc.constantFrom(...ACCESS_LEVELS), { nil: undefined }),
    scopes: fc.subarray([...SCOPES], { maxLength: 2 }),
    tiers: fc.subarray([...TIERS, 'OBJECT' as const]),
    owner: fc.constantFrom(...OWNERSHIPS),
    stepUpSeconds: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
    audit: fc.constant(undefined),
  });
  const grants = fc.record({
    role: fc.constantFrom(...GRANT_ROLES),
    expiresAt: fc.option(fc.integer({ min: NOW - 5, max: NOW + 5 })),
  });
  const callers = fc
    .record({
      role: fc.constantFrom(...ROLES),
      scopes: fc.subarray<string>([...SCOPES]),
      tiers: fc.subarray([...TIERS]),
      acr: fc.constantFrom('aal1' as const, 'aal2' as const),
      authTime: fc.integer({ min: NOW - 1_000, max: NOW }),
      held: fc.array(grants, { maxLength: 3 }),
    })
    .map(({ held, ...change }) => caller({ ...change, grants: held.map((entry) => grant(entry)) }));

  test('more scopes, tiers, grants or a fresher factor never take access away', () => {
    fc.assert(
      fc.property(
        policies,
        callers,
        fc.constantFrom(...SCOPES),
        fc.constantFrom(...TIERS),
        fc.constantFrom(...GRANT_ROLES),
        (rule, who, scope, tier, role) => {
          if (!decide(rule, who, NOW).allowed) return;
          const more: Partial<Caller>[] = [
            { scopes: [...who.scopes, scope] },
            { tiers: [...who.tiers, tier] },
            { grants: [...who.grants, grant({ role })] },
            { authTime: NOW, acr: 'aal2' },
          ];
          for (const change of more) expect(decide(rule, { ...who, ...change }, NOW)).toEqual(allowed);
        },
      ),
    );
  });

  test('a further condition never lets anybody in', () => {
    fc.assert(
      fc.property(policies, callers, fc.constantFrom(...SCOPES), (rule, who, scope) => {
        if (decide(rule, who, NOW).allowed) return;
        expect(decide({ ...rule, scopes: [...rule.scopes, scope], stepUpSeconds: 1 }, who, NOW).allowed).toBe(false);
      }),
    );
  });

  test('nothing is decided by the names in a token that are not ours', () => {
    fc.assert(
      fc.property(policies, callers, fc.string(), (rule, who, name) => {
        fc.pre(!SCOPES.some((scope) => scope === name));
        expect(decide(rule, { ...who, scopes: [...who.scopes, name] }, NOW)).toEqual(decide(rule, who, NOW));
      }),
    );
  });
});
