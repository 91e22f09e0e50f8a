import { systemClock } from '#platform/clock';
import { newId } from '#platform/ids';
import type { Caller } from '#platform/auth';

/** A caller as a context token describes them. */
export type TestCaller = Omit<Caller, 'tokenExpiresAt'>;

/** Somebody who signed in with two factors a moment ago. */
export function testCaller(change: Partial<TestCaller> = {}): TestCaller {
  return {
    kind: 'human',
    principalId: newId(),
    tenantId: newId(),
    role: 'principal',
    scopes: ['read:all', 'read:packs', 'write:limited'],
    tiers: ['green', 'amber'],
    acr: 'aal2',
    authTime: Math.floor(systemClock.now() / 1000) - 5,
    sessionId: newId(),
    clientId: 'web',
    grants: [],
    ...change,
  };
}
