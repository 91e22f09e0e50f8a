import { AppError, badInput } from '#platform/errors';
import { newId } from '#platform/ids';
import { ACCESS_HOURS_MAX, WAIT_DAYS } from './limits.ts';
import { AT_REST } from './settle.ts';
import type { GrantRole, Tier } from '#platform/auth';
import type { Call, Change, IdentityDeps } from '../ports.ts';
import type { RoleGrant, Scope } from '../records.ts';
import type { StagedAccess, StagedAccessView } from './records.ts';

export interface Arrangement {
  readonly grantId: string;
  readonly tiers: readonly Tier[];
  readonly waitDays: number;
  readonly accessHours: number;
  readonly secondApproverGrantId: string | null;
}

/** An executor nominee is kept from the vault, and neither grants nor approves (domain model, section 7). */
const TRUSTED_ROLES: readonly GrantRole[] = ['proxy', 'emergency_contact'];

/**
 * Arranges staged access on one of the caller's own grants.
 * @throws AppError NOT_FOUND for a grant that is not there or not theirs
 * @throws AppError BAD_USER_INPUT, FORBIDDEN (see `checkArrangement`)
 * @throws AppError CONFLICT when a grant does not work, or has a live arrangement already
 */
export async function arrangeStagedAccess(
  deps: IdentityDeps,
  call: Call,
  granter: Scope & { readonly tiers: readonly Tier[] },
  arrangement: Arrangement,
): Promise<StagedAccessView> {
  const scope: Scope = { tenantId: granter.tenantId, principalId: granter.principalId };
  const { grantId, secondApproverGrantId } = arrangement;
  return deps.work.change({ ...scope, ...call }, async ({ grants, stagedAccesses }) => {
    // Held until the end, so that nobody suspends or revokes a grant meanwhile.
    await grants.lock(scope, [grantId, ...(secondApproverGrantId === null ? [] : [secondApproverGrantId])]);
    const now = new Date(deps.clock.now());
    const grant = await grants.find(scope, grantId);
    const second = secondApproverGrantId === null ? null : await grants.find(scope, secondApproverGrantId);
    if (grant === undefined || second === undefined) throw new AppError('NOT_FOUND');
    checkArrangement(arrangement, { grant, second, tiers: granter.tiers }, now);
    const access = newStagedAccess(scope, arrangement, now);
    if (!(await stagedAccesses.add(access)))
      throw new AppError('CONFLICT', { detail: 'There is an arrangement for this grant already.' });
    return { result: withGrants(access, grant, second), record: record(access, grant) };
  });
}

/**
 * Refuses an arrangement that gives more than the principal has, or that makes no sense.
 * @throws AppError BAD_USER_INPUT with the field's path; FORBIDDEN for a tier beyond the principal's own; CONFLICT for a grant
 *   that does not work
 */
export function checkArrangement(
  { tiers, waitDays, accessHours }: Arrangement,
  given: { readonly grant: RoleGrant; readonly second: RoleGrant | null; readonly tiers: readonly Tier[] },
  now: Date,
): void {
  const { grant, second } = given;
  if (tiers.length === 0) throw badInput('input.tiers', 'must name at least one');
  if (!WAIT_DAYS.some((days) => days === waitDays)) throw badInput('input.waitDays', 'must be 7, 14 or 30');
  if (!Number.isInteger(accessHours) || accessHours < 1 || accessHours > ACCESS_HOURS_MAX)
    throw badInput('input.accessHours', `must be 1 to ${String(ACCESS_HOURS_MAX)}`);
  if (!TRUSTED_ROLES.includes(grant.role)) throw badInput('input.grantId', 'is of a role that cannot have it');
  if (second !== null && !TRUSTED_ROLES.includes(second.role))
    throw badInput('input.secondApproverGrantId', 'is of a role that cannot approve');
  for (const needed of second === null ? [grant] : [grant, second])
    if (needed.status !== 'accepted' || (needed.expiresAt !== null && needed.expiresAt <= now))
      throw new AppError('CONFLICT', { detail: 'A grant is not in force.' });
  if (second !== null && second.granteePrincipalId === grant.granteePrincipalId)
    throw badInput('input.secondApproverGrantId', 'must be of somebody else');
  if (!tiers.every((tier) => given.tiers.includes(tier))) throw new AppError('FORBIDDEN');
}

function newStagedAccess(scope: Scope, arrangement: Arrangement, now: Date): StagedAccess {
  return {
    ...scope,
    ...arrangement,
    ...AT_REST,
    id: newId(now.getTime()),
    status: 'arranged',
    revision: 1,
    requestNumber: 0,
    recentRequests: [],
    cooldownUntil: null,
    createdAt: now,
  };
}

function withGrants(access: StagedAccess, grant: RoleGrant, second: RoleGrant | null): StagedAccessView {
  return {
    ...access,
    granteePrincipalId: grant.granteePrincipalId ?? '',
    grantStatus: grant.status,
    grantExpiresAt: grant.expiresAt,
    secondPrincipalId: second?.granteePrincipalId ?? null,
    secondGrantStatus: second?.status ?? null,
    secondGrantExpiresAt: second?.expiresAt ?? null,
  };
}

function record(access: StagedAccess, grant: RoleGrant): Change<unknown>['record'] {
  const { id, tenantId, principalId, grantId, secondApproverGrantId, tiers, waitDays, accessHours } = access;
  return {
    action: 'identity.staged_access.arrange',
    tenantId,
    target: { type: 'StagedAccess', id, ownerPrincipalId: principalId },
    tier: 'amber',
    detail: {
      grantId,
      granteePrincipalId: grant.granteePrincipalId,
      secondApproverGrantId,
      tiers: [...tiers],
      waitDays,
      accessHours,
    },
  };
}
