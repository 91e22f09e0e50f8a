import { newId } from '#platform/ids';
import type { Caller } from '#platform/auth';
import type { Denial } from '../denial.ts';

/** Somebody who is signed in. */
export function somebody(change: Partial<Caller> = {}): Caller {
  return {
    kind: 'human',
    principalId: newId(),
    tenantId: newId(),
    role: 'principal',
    scopes: [],
    tiers: [],
    acr: 'aal2',
    authTime: 0,
    sessionId: newId(),
    clientId: 'web',
    grants: [],
    tokenExpiresAt: 0,
    ...change,
  };
}

export function sampleDenial(change: Partial<Denial> = {}): Denial {
  return {
    actor: { kind: 'anonymous' },
    coordinate: 'Query.cases',
    reason: 'unauthenticated',
    layer: 'shield',
    requestId: 'request-1',
    ...change,
  };
}
