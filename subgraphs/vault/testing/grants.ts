import { newId } from '#platform/ids';
import type { HeldGrant } from '#platform/auth';
import type { TestCaller } from '../../../tests/support/service/test-identity.ts';

/** What somebody holds by a grant of `granter`; a proxy for what is green and amber unless told otherwise. */
export function grantOf(
  { tenantId, principalId }: Pick<TestCaller, 'tenantId' | 'principalId'>,
  change: Partial<HeldGrant> = {},
): HeldGrant {
  return {
    id: newId(),
    tenantId,
    principalId,
    role: 'proxy',
    accessLevel: 'limited_write',
    tiers: ['green', 'amber'],
    expiresAt: null,
    ...change,
  };
}
