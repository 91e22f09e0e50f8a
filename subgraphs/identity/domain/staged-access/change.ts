import { AppError } from '#platform/errors';
import { queueStagedAccessMails } from './queue-mails.ts';
import { partyOf } from './parties.ts';
import { settle } from './settle.ts';
import { takeStep } from './steps.ts';
import type { Call, Change, IdentityDeps, Stores } from '../ports.ts';
import type { Scope } from '../records.ts';
import type { StagedAccessView } from './records.ts';
import type { StagedAccessChange, StagedAccessStep } from './steps.ts';

/**
 * Takes one step of an arrangement, for any of its parties. The rows of the arrangement and of its grants are locked, and what is
 * written must be the next revision of what was read: of a veto and an activation at once, one happens.
 * @throws AppError NOT_FOUND for an arrangement that is not there, not the caller's, or not theirs to change so
 * @throws AppError what `takeStep` throws
 */
export async function changeStagedAccess(
  deps: IdentityDeps,
  call: Call,
  input: { readonly caller: Scope; readonly stagedAccessId: string; readonly step: StagedAccessStep },
): Promise<StagedAccessChange> {
  const { caller, stagedAccessId, step } = input;
  const [found] = await deps.work.read(caller, ({ stagedAccesses }) => stagedAccesses.ofParty([stagedAccessId]));
  if (found === undefined) throw new AppError('NOT_FOUND');
  const granter: Scope = { tenantId: found.tenantId, principalId: found.principalId };
  const changed = await deps.work.change({ ...granter, ...call }, async (stores) => {
    const locked = await lock(stores, granter, found);
    const now = new Date(deps.clock.now());
    const settled = settle(locked, now);
    const party = partyOf(settled, caller.principalId, now);
    const next = takeStep(settled, step, { party, now });
    if (party === undefined || !(await stores.stagedAccesses.save(next))) throw new AppError('CONFLICT');
    const change: StagedAccessChange = { before: settled, after: next, step, party };
    await queueStagedAccessMails(deps, stores, change, now);
    return { result: change, record: recordOf(change) };
  });
  // What the grantee may do has changed; nobody else's token says anything of it.
  const { before, after } = changed;
  if (before.status === 'active' || after.status === 'active' || step.kind === 'veto')
    await deps.announce([`principal:${after.granteePrincipalId}`]);
  return changed;
}

/** The grants first, as suspending and revoking do, so that neither waits for the other. */
async function lock(
  { grants, stagedAccesses }: Stores,
  granter: Scope,
  { id, grantId, secondApproverGrantId }: StagedAccessView,
): Promise<StagedAccessView> {
  await grants.lock(granter, [grantId, ...(secondApproverGrantId === null ? [] : [secondApproverGrantId])]);
  const locked = await stagedAccesses.lock(granter, id);
  if (locked === undefined) throw new AppError('NOT_FOUND');
  return locked;
}

function recordOf({ before, after, step, party }: StagedAccessChange): Change<unknown>['record'] {
  return {
    action: `identity.staged_access.${step.kind}`,
    tenantId: after.tenantId,
    target: { type: 'StagedAccess', id: after.id, ownerPrincipalId: after.principalId },
    tier: 'amber',
    detail: {
      grantId: after.grantId,
      granteePrincipalId: after.granteePrincipalId,
      by: party,
      from: before.status,
      to: after.status,
      requestNumber: after.requestNumber,
      activeUntil: after.activeUntil?.toISOString() ?? null,
    },
  };
}
