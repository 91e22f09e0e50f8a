import { describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { decide } from './decide.ts';
import { ACCESS_LEVELS, GRANT_ROLES, OWNERSHIPS, TIERS } from './policy.ts';
import { caller, grant, NOW, policy } from './testing/access-samples.ts';
import type { AccessedObject } from './decide.ts';

const allowed = { allowed: true };
const denied = (reason: string): object => ({ allowed: false, reason });
const byProxy = policy({
  grants: ['proxy'],
  roles: ['principal'],
  grantLevel: 'read_only_all',
  owner: 'OWNER_OR_GRANT',
});

describe('[R-035] whose object it is', () => {
  const who = caller();
  const own: AccessedObject = { tenantId: who.tenantId, principalId: who.principalId };
  const colleagues: AccessedObject = { tenantId: who.tenantId, principalId: newId() };
  const strangers: AccessedObject = { tenantId: newId(), principalId: newId() };
  const sameIdElsewhere: AccessedObject = { tenantId: newId(), principalId: who.principalId };

  test.each([
    ['SELF', [own]],
    ['OWNER', [own]],
    ['OWNER_OR_GRANT', [own]],
    ['TENANT', [own, colleagues]],
    ['NONE', [own, colleagues, strangers, sameIdElsewhere]],
  ] as const)('%s', (owner, reached) => {
    expect(OWNERSHIPS).toContain(owner);
    for (const object of [own, colleagues, strangers, sameIdElsewhere]) {
      const grants = owner === 'OWNER_OR_GRANT' ? ({ grants: ['proxy'], grantLevel: 'read_only_all' } as const) : {};
      const rule = policy({ owner, roles: ['principal'], ...grants });
      expect(decide(rule, who, NOW, object)).toEqual(reached.includes(object) ? allowed : denied('owner'));
    }
  });

  test("an organisation's object is nobody's own", () => {
    const object = { tenantId: who.tenantId, principalId: null };
    expect(decide(policy({ owner: 'OWNER' }), who, NOW, object)).toEqual(denied('owner'));
    expect(decide(policy({ owner: 'TENANT' }), who, NOW, object)).toEqual(allowed);
  });
});

describe('[R-035] an object of somebody who granted a role', () => {
  const object: AccessedObject = { tenantId: newId(), principalId: newId(), tier: 'amber' };
  const of = { tenantId: object.tenantId, principalId: object.principalId ?? '' };

  test.each(GRANT_ROLES)('by the role %s', (role) => {
    const holder = caller({ grants: [grant({ ...of, role })] });
    expect(decide(byProxy, holder, NOW, object)).toEqual(role === 'proxy' ? allowed : denied('owner'));
  });

  test.each(ACCESS_LEVELS)('by the level %s', (accessLevel) => {
    const holder = caller({ grants: [grant({ ...of, accessLevel })] });
    const expected = accessLevel === 'read_only_packs' ? denied('grant_level') : allowed;
    expect(decide(byProxy, holder, NOW, object)).toEqual(expected);
  });

  test('until it ends, and of this person in this organisation only', () => {
    const holding = (change: object): object =>
      decide(byProxy, caller({ grants: [grant({ ...of, ...change })] }), NOW, object);
    expect(holding({ expiresAt: NOW + 1 })).toEqual(allowed);
    expect(holding({ expiresAt: NOW })).toEqual(denied('owner'));
    expect(holding({ principalId: newId() })).toEqual(denied('owner'));
    expect(holding({ tenantId: newId() })).toEqual(denied('owner'));
  });

  test.each(TIERS)('[R-078] the tier %s of an object needs that very tier in the grant and in the account', (tier) => {
    const rule = { ...byProxy, tiers: ['OBJECT' as const] };
    for (const granted of TIERS) {
      for (const held of TIERS) {
        const holder = caller({ tiers: [held], grants: [grant({ ...of, tiers: [granted] })] });
        const expected = granted === tier && held === tier ? allowed : denied('tier');
        expect(decide(rule, holder, NOW, { ...object, tier })).toEqual(expected);
      }
    }
    expect(decide(rule, caller({ grants: [grant({ ...of, tiers: [] })] }), NOW, { ...object, tier })).toEqual(
      denied('tier'),
    );
  });

  test('two grants do not add up: one opens the level, another the tier', () => {
    const rule = { ...byProxy, tiers: ['OBJECT' as const] };
    const packs = grant({ ...of, accessLevel: 'read_only_packs', tiers: ['amber'] });
    const all = grant({ ...of, accessLevel: 'read_only_all', tiers: ['green'] });
    expect(decide(rule, caller({ grants: [packs, all] }), NOW, object)).toEqual(denied('tier'));
  });

  test('an object without a tier does not pass where its tier is asked', () => {
    const { tier: _none, ...untiered } = object;
    const rule = policy({ tiers: ['OBJECT'], owner: 'NONE' });
    expect(decide(rule, caller({ tiers: [...TIERS] }), NOW, untiered)).toEqual(denied('tier'));
  });
});
