import { AppError } from '#platform/errors';
import { grantStep } from './grant-rules.ts';
import type { GrantStep } from './grant-rules.ts';
import type { Call, IdentityDeps } from './ports.ts';
import type { RoleGrant, Scope } from './records.ts';

/** What becomes of the staged access of a grant. */
const ENDS = { suspended: 'arranged', revoked: 'revoked' } as const;

/**
 * Suspends, resumes or revokes a grant of the caller's own. It shows to both parties with their next request. A staged
 * access that is active or requested on it ends, and is not revived by resuming.
 * @throws AppError NOT_FOUND for a grant that is not there or not theirs to change
 * @throws AppError TRANSITION_NOT_ALLOWED when its state does not allow the step
 */
export async function changeGrant(
  deps: IdentityDeps,
  call: Call,
  input: { granter: Scope; grantId: string; step: GrantStep },
): Promise<RoleGrant> {
  const { granter, grantId, step } = input;
  const { from, to } = grantStep(step);
  const grant = await deps.work.change({ ...granter, ...call }, async ({ grants, stagedAccesses }) => {
    const before = await grants.find(granter, grantId);
    if (before === undefined) throw new AppError('NOT_FOUND');
    const moved = await grants.move(granter, grantId, from, to);
    if (moved === undefined) throw new AppError('TRANSITION_NOT_ALLOWED', { facts: { from: before.status, to } });
    const endedAccesses =
      to === 'accepted' ? 0 : await stagedAccesses.endOf(granter, grantId, ENDS[to], new Date(deps.clock.now()));
    return {
      result: moved,
      record: {
        action: `identity.grant.${step}`,
        tenantId: granter.tenantId,
        target: { type: 'RoleGrant', id: grantId, ownerPrincipalId: granter.principalId },
        tier: 'amber',
        detail: { from: before.status, to, endedAccesses },
      },
    };
  });
  const parties = [granter.principalId, grant.granteePrincipalId].filter((id) => id !== null);
  await deps.announce(parties.map((id) => `principal:${id}` as const));
  return grant;
}
