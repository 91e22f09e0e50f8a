import { expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { denialError } from './denial-error.ts';
import { ownSubject, subjectsFor } from './subject.ts';
import type { Caller, GrantRole, HeldGrant } from '#platform/auth';
import type { AccessPolicy } from './policy.ts';

const NOW = 1_790_000_000;

function grant(role: GrantRole, expiresAt: number | null = null): HeldGrant {
  return {
    id: newId(),
    tenantId: newId(),
    principalId: newId(),
    role,
    accessLevel: 'limited_write',
    tiers: ['green'],
    expiresAt,
  };
}

function callerWith(grants: HeldGrant[]): Caller {
  return {
    kind: 'human',
    principalId: newId(),
    tenantId: newId(),
    role: 'principal',
    scopes: [],
    tiers: [],
    acr: 'aal2',
    authTime: NOW,
    sessionId: newId(),
    clientId: 'web',
    grants,
    tokenExpiresAt: NOW + 60,
  };
}

test("a caller's own rows come first, then those of whoever granted one of the roles", () => {
  const [proxy, nominee] = [grant('proxy'), grant('executor_nominee')];
  const caller = callerWith([nominee, proxy]);
  const own = { tenantId: caller.tenantId, principalId: caller.principalId, grant: undefined, tiers: [] };
  expect(ownSubject(caller)).toEqual(own);
  expect(subjectsFor(caller, { roles: ['proxy'], level: 'limited_write' }, NOW)).toEqual([
    own,
    { tenantId: proxy.tenantId, principalId: proxy.principalId, grant: proxy, tiers: [] },
  ]);
  expect(subjectsFor(caller, { roles: [], level: 'read_only_packs' }, NOW)).toEqual([own]);
});

test('[R-037] a grant that has ended opens nothing, although the token still lists it', () => {
  const caller = callerWith([grant('proxy', NOW), grant('proxy', NOW - 1)]);
  expect(subjectsFor(caller, { roles: ['proxy'], level: 'limited_write' }, NOW)).toHaveLength(1);
  expect(
    subjectsFor(callerWith([grant('proxy', NOW + 1)]), { roles: ['proxy'], level: 'limited_write' }, NOW),
  ).toHaveLength(2);
});

test('a denial says what the caller can do about it, and nothing else', () => {
  const policy = { stepUpSeconds: 300 } as AccessPolicy;
  expect(denialError('unauthenticated', policy).code).toBe('UNAUTHENTICATED');
  for (const reason of ['role', 'scope', 'tier'] as const) {
    expect(denialError(reason, policy)).toMatchObject({ code: 'FORBIDDEN', facts: undefined, detail: undefined });
  }
  expect(denialError('step_up', policy)).toMatchObject({
    code: 'STEP_UP_REQUIRED',
    facts: { error: 'insufficient_user_authentication', acr_values: 'aal2', max_age: 300 },
  });
});
