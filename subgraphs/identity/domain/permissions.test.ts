import { describe, expect, test } from '@jest/globals';
import { SCOPES } from '#platform/access';
import { ROLES } from '#platform/auth';
import { clientScopes, scopesOf, tiersOf } from './permissions.ts';

describe('[R-034] what a role may ask for', () => {
  test.each([
    ['principal', ['read:packs', 'read:all', 'write:limited', 'grant:manage'], ['green', 'amber', 'red']],
    ['operator', ['operate'], ['green']],
    ['auditor', ['audit:read'], ['green']],
    ['information_officer', ['incident:manage'], ['green', 'amber']],
    ['reviewer', ['review', 'catalogue:read'], ['green', 'amber']],
    ['partner', ['catalogue:read'], ['green']],
  ] as const)('%s', (role, scopes, tiers) => {
    expect(scopesOf(role)).toEqual(scopes);
    expect(tiersOf(role)).toEqual(tiers);
  });

  test('every role is listed, and every scope is one that a schema can ask for', () => {
    for (const role of ROLES) for (const scope of scopesOf(role)) expect(SCOPES).toContain(scope);
  });

  test('[R-036] a service account gets no more than its role, whatever it is registered with', () => {
    expect(clientScopes('partner', ['catalogue:read', 'audit:read', 'write:limited'])).toEqual(['catalogue:read']);
    expect(clientScopes('partner', [])).toEqual([]);
  });
});
