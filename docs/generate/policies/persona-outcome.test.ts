import { describe, expect, test } from '@jest/globals';
import { policy } from '../../../platform/access/testing/access-samples.ts';
import { outcomeFor } from './persona-outcome.ts';
import { PERSONAS } from './personas.ts';
import type { AccessPolicy } from '#platform/access';

const signedIn = policy({ owner: 'SELF' });

/** Names of the personas that get this outcome. */
function who(change: Partial<AccessPolicy>, outcome = 'yes'): string[] {
  return PERSONAS.filter((persona) => outcomeFor({ ...signedIn, ...change }, persona) === outcome).map(
    ({ name }) => name,
  );
}

const everybody = PERSONAS.map(({ name }) => name);
const individuals = [
  'principal',
  'proxy',
  'executor_nominee',
  'emergency_contact',
  'suspended_grant',
  'expired_grant',
  'other_tenant',
  'old_code',
];
const current = everybody.filter((name) => name !== 'stale_context');
const signedInNow = current.filter((name) => name !== 'anonymous');

describe('what a policy says to a persona', () => {
  test('what is public is for everybody, anything else for nobody who is not signed in', () => {
    expect(who({ public: true })).toEqual(current);
    expect(who({}, 'sign in')).toEqual(['anonymous', 'stale_context']);
    expect(who({})).toEqual(signedInNow);
  });

  test('roles, scopes and tiers hold together', () => {
    expect(who({ roles: ['principal'] })).toEqual(individuals);
    expect(who({ roles: ['auditor'], scopes: ['audit:read'] })).toEqual(['auditor']);
    expect(who({ roles: ['auditor'], scopes: ['read:all'] })).toEqual([]);
    expect(who({ tiers: ['red'] })).toEqual(individuals);
    expect(who({ roles: ['operator'], tiers: ['amber'] }, 'no')).toEqual(signedInNow);
    expect(who({ tiers: ['OBJECT'] })).toEqual(signedInNow);
  });

  test('a grant lets in besides roles, and alone', () => {
    const packs = { grantLevel: 'read_only_packs' } as const;
    expect(who({ grants: ['executor_nominee'], ...packs })).toEqual(['executor_nominee']);
    expect(who({ roles: ['auditor'], grants: ['proxy'], ...packs })).toEqual(['proxy', 'auditor']);
    expect(who({ grants: ['proxy', 'emergency_contact'], grantLevel: 'read_only_all' })).toEqual(['proxy']);
  });

  test('a fresh code comes last', () => {
    expect(who({ roles: ['reviewer'], stepUpSeconds: 300 }, 'fresh code')).toEqual(['reviewer']);
    expect(who({ roles: ['reviewer'], stepUpSeconds: 300 }, 'no')).not.toContain('reviewer');
    expect(who({ roles: ['principal'], stepUpSeconds: 300 }, 'step up')).toEqual(['old_code']);
  });
});
