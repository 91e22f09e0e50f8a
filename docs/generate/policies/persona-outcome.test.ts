import { describe, expect, test } from '@jest/globals';
import { outcomeFor } from './persona-outcome.ts';
import { PERSONAS } from './personas.ts';
import type { AccessPolicy } from '#platform/access';

const signedIn: AccessPolicy = {
  public: false,
  reason: undefined,
  roles: [],
  grants: [],
  grantLevel: undefined,
  scopes: [],
  tiers: [],
  owner: 'SELF',
  stepUpSeconds: undefined,
  audit: undefined,
};

/** Names of the personas that get this outcome. */
function who(change: Partial<AccessPolicy>, outcome = 'yes'): string[] {
  return PERSONAS.filter((persona) => outcomeFor({ ...signedIn, ...change }, persona) === outcome).map(
    ({ name }) => name,
  );
}

const everybody = PERSONAS.map(({ name }) => name);
const individuals = ['principal', 'proxy', 'executor_nominee', 'emergency_contact'];

describe('what a policy says to a persona', () => {
  test('what is public is for everybody, anything else for nobody who is not signed in', () => {
    expect(who({ public: true })).toEqual(everybody);
    expect(who({}, 'sign in')).toEqual(['anonymous']);
    expect(who({})).toEqual(everybody.slice(1));
  });

  test('roles, scopes and tiers hold together', () => {
    expect(who({ roles: ['principal'] })).toEqual(individuals);
    expect(who({ roles: ['auditor'], scopes: ['audit:read'] })).toEqual(['auditor']);
    expect(who({ roles: ['auditor'], scopes: ['read:all'] })).toEqual([]);
    expect(who({ tiers: ['red'] })).toEqual(individuals);
    expect(who({ roles: ['operator'], tiers: ['amber'] }, 'no')).toEqual(everybody.slice(1));
    expect(who({ tiers: ['OBJECT'] })).toEqual(everybody.slice(1));
  });

  test('a grant lets in besides roles, and alone', () => {
    expect(who({ grants: ['executor_nominee'] })).toEqual(['executor_nominee']);
    expect(who({ roles: ['auditor'], grants: ['proxy'] })).toEqual(['proxy', 'auditor']);
  });

  test('a fresh code comes last', () => {
    expect(who({ roles: ['reviewer'], stepUpSeconds: 300 }, 'fresh code')).toEqual(['reviewer']);
    expect(who({ roles: ['reviewer'], stepUpSeconds: 300 }, 'no')).not.toContain('reviewer');
  });
});
