import { partyOf } from './parties.ts';
import { settle } from './settle.ts';
import type { IdentityDeps } from '../ports.ts';
import type { Scope } from '../records.ts';
import type { StagedAccessView } from './records.ts';

/** Those of `ids` to which somebody is a party, as they are now; all others are left out as if they were not there. */
export async function visibleStagedAccesses(
  { work, clock }: Pick<IdentityDeps, 'work' | 'clock'>,
  { tenantId, principalId }: Scope,
  ids: readonly string[],
): Promise<StagedAccessView[]> {
  const found = await work.read({ tenantId, principalId }, ({ stagedAccesses }) => stagedAccesses.ofParty(ids));
  const now = new Date(clock.now());
  return found.map((access) => settle(access, now)).filter((access) => partyOf(access, principalId, now) !== undefined);
}
