import { expect, test } from '@jest/globals';
import { decide } from '#platform/access';
import { createManualClock } from '#platform/clock';
import { newId } from '#platform/ids';
import { policy } from '../../platform/access/testing/access-samples.ts';
import { testCaller } from '../../tests/support/service/test-identity.ts';
import { createCallerAccess } from './caller-access.ts';
import type { AccessPolicy } from '#platform/access';
import type { HeldGrant } from '#platform/auth';
import type { CallerAccess } from './domain/access.ts';

const granter = { tenantId: newId(), principalId: newId() };
const byGrant = policy({
  roles: ['principal'],
  grants: ['proxy'],
  grantLevel: 'limited_write',
  tiers: ['amber'],
  owner: 'OWNER_OR_GRANT',
});

function accessOf(grants: HeldGrant[], change: Partial<AccessPolicy> = {}): CallerAccess & { denied: string[] } {
  const denied: string[] = [];
  const caller = { ...testCaller({ tiers: ['green', 'amber', 'red'], grants }), tokenExpiresAt: 0 };
  const deps = { policyAt: () => ({ ...byGrant, ...change }), decide, clock: createManualClock(0) };
  return { ...createCallerAccess(deps, caller, (_at, reason) => denied.push(reason)), denied };
}

function grant(accessLevel: HeldGrant['accessLevel'], tiers: HeldGrant['tiers']): HeldGrant {
  return { ...granter, id: newId(), role: 'proxy', accessLevel, tiers, expiresAt: null };
}

const grantsOf = (access: CallerAccess): unknown[] => access.ways('A.field').map((way) => way.grant?.id);

test('[R-078] a way that counts does by itself: a level of one grant and a tier of another are no way', () => {
  const [level, tier, both] = [
    grant('limited_write', ['green', 'red']),
    grant('read_only_all', ['amber']),
    grant('limited_write', ['amber']),
  ];
  expect(grantsOf(accessOf([level, tier]))).toEqual([undefined]);
  const access = accessOf([level, tier, both]);
  expect(grantsOf(access)).toEqual([undefined, both.id]);
  expect(access.named('A.field', granter.principalId)?.grant).toBe(both);
  expect(access.named('A.field', null)?.grant).toBeUndefined();
  expect(access.denied).toEqual([]);
  expect(access.named('A.field', newId())).toBeUndefined();
  expect(access.denied).toEqual(['owner']);
});

test('where no grant helps there is one’s own way alone', () => {
  const access = accessOf([grant('limited_write', ['amber'])], { owner: 'OWNER', grants: [], grantLevel: undefined });
  expect(grantsOf(access)).toEqual([undefined]);
});

test('a refusal is recorded with its reason, once for all the ways that were tried', () => {
  const access = accessOf([grant('read_only_all', ['amber'])]);
  expect(access.wayTo('A.field', access.ways('A.field'), granter)).toBeUndefined();
  expect(access.denied).toEqual(['grant_level']);
  access.refuse('A.field', 'tier');
  expect(access.denied).toEqual(['grant_level', 'tier']);
});
