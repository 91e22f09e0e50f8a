import { caller } from '../../access/testing/access-samples.ts';
import type { Caller } from '#platform/auth';
import type { Denial } from '../denial.ts';

/** Somebody who is signed in. */
export function somebody(change: Partial<Caller> = {}): Caller {
  return caller({ scopes: [], tiers: [], authTime: 0, tokenExpiresAt: 0, ...change });
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
