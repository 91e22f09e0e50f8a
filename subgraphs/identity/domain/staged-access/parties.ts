import { isSecondInForce } from './settle.ts';
import type { StagedAccessParty, StagedAccessView } from './records.ts';

/**
 * What somebody is to an arrangement. A second approver whose own grant does not work is nobody to it.
 * @returns undefined for everybody else; to them it does not exist
 */
export function partyOf(access: StagedAccessView, principalId: string, now: Date): StagedAccessParty | undefined {
  if (principalId === access.principalId) return 'principal';
  if (principalId === access.granteePrincipalId) return 'grantee';
  if (principalId === access.secondPrincipalId && isSecondInForce(access, now)) return 'second_approver';
  return undefined;
}
