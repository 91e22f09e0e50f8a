import { expect, test } from '@jest/globals';
import { denialError } from './denial-error.ts';
import { ownSubject, subjectsFor } from './subject.ts';
import { NOW, caller as sampleCaller, grant } from './testing/access-samples.ts';
import type { Caller, HeldGrant } from '#platform/auth';
import type { AccessPolicy } from './policy.ts';

const callerWith = (grants: HeldGrant[]): Caller => sampleCaller({ grants, tiers: [] });

test("a caller's own rows come first, then those of whoever granted one of the roles", () => {
  const [proxy, nominee] = [grant({ role: 'proxy' }), grant({ role: 'executor_nominee' })];
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
  const caller = callerWith([grant({ role: 'proxy', expiresAt: NOW }), grant({ role: 'proxy', expiresAt: NOW - 1 })]);
  expect(subjectsFor(caller, { roles: ['proxy'], level: 'limited_write' }, NOW)).toHaveLength(1);
  expect(
    subjectsFor(
      callerWith([grant({ role: 'proxy', expiresAt: NOW + 1 })]),
      { roles: ['proxy'], level: 'limited_write' },
      NOW,
    ),
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
