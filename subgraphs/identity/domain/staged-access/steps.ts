import { AppError } from '#platform/errors';
import { secondsAfter } from '../lifetimes.ts';
import { COOLDOWN_SECONDS, HOUR_SECONDS, REQUESTS_MAX, REQUEST_WINDOW_SECONDS } from './limits.ts';
import { AT_REST, activatableAt, isGrantInForce } from './settle.ts';
import type { StagedAccessParty, StagedAccessStatus, StagedAccessView } from './records.ts';

/** What somebody wants to do with an arrangement. */
export type StagedAccessStep =
  | { readonly kind: 'request'; readonly reason: string | null }
  | { readonly kind: 'approve'; readonly requestNumber: number }
  | { readonly kind: 'veto' }
  | { readonly kind: 'activate' }
  | { readonly kind: 'revoke' };

/** A step that was taken. */
export interface StagedAccessChange {
  readonly before: StagedAccessView;
  readonly after: StagedAccessView;
  readonly step: StagedAccessStep;
  readonly party: StagedAccessParty;
}

interface StepRule {
  /** To everybody else the arrangement does not exist. */
  readonly by: readonly StagedAccessParty[];
  readonly from: readonly StagedAccessStatus[];
  readonly to: StagedAccessStatus;
}

/** The whole life of an arrangement; time does the rest, see `settle`. Nothing leads out of `revoked`. */
export const STEP_RULES: Readonly<Record<StagedAccessStep['kind'], StepRule>> = {
  request: { by: ['grantee'], from: ['arranged'], to: 'requested' },
  approve: { by: ['principal', 'second_approver'], from: ['requested'], to: 'active' },
  veto: { by: ['principal'], from: ['requested'], to: 'arranged' },
  activate: { by: ['grantee'], from: ['requested'], to: 'active' },
  revoke: { by: ['principal'], from: ['arranged', 'requested', 'active'], to: 'revoked' },
};

/**
 * Takes one step.
 * @param access as `settle` says it is at `now`
 * @throws AppError NOT_FOUND when the step is not this party's
 * @throws AppError TRANSITION_NOT_ALLOWED when the state, or the wait, does not allow it
 * @throws AppError CONFLICT for a grant that does not work, and for an approval of another request, of none, or given before
 * @throws AppError RATE_LIMITED for a request too soon after others or after a veto
 */
export function takeStep(
  access: StagedAccessView,
  step: StagedAccessStep,
  { party, now }: { readonly party: StagedAccessParty | undefined; readonly now: Date },
): StagedAccessView {
  const { by, from, to } = STEP_RULES[step.kind];
  if (party === undefined || !by.includes(party)) throw new AppError('NOT_FOUND');
  if (!from.includes(access.status))
    throw new AppError('TRANSITION_NOT_ALLOWED', { facts: { from: access.status, to } });
  switch (step.kind) {
    case 'request':
      return request(access, step.reason, now);
    case 'approve':
      return approve(access, step.requestNumber, { party, now });
    case 'veto':
      return { ...access, ...AT_REST, status: 'arranged', cooldownUntil: secondsAfter(now, COOLDOWN_SECONDS) };
    case 'activate':
      return activate(access, now);
    case 'revoke':
      return { ...access, ...AT_REST, status: 'revoked' };
  }
}

function request(access: StagedAccessView, reason: string | null, now: Date): StagedAccessView {
  if (!isGrantInForce(access, now)) throw new AppError('CONFLICT', { detail: 'The grant is not in force.' });
  const waitUntil = nextRequestAt(access, now);
  if (waitUntil > now) throw new AppError('RATE_LIMITED', { facts: { retryAt: waitUntil.toISOString() } });
  return {
    ...access,
    ...AT_REST,
    status: 'requested',
    requestNumber: access.requestNumber + 1,
    recentRequests: [...access.recentRequests, now].slice(-REQUESTS_MAX),
    requestedAt: now,
    reason,
  };
}

/** The first moment, `now` at the earliest, at which a request is neither within the cooldown nor one too many. */
function nextRequestAt({ cooldownUntil, recentRequests }: StagedAccessView, now: Date): Date {
  const [oldest] = recentRequests;
  const windowEnd =
    oldest === undefined || recentRequests.length < REQUESTS_MAX ? now : secondsAfter(oldest, REQUEST_WINDOW_SECONDS);
  return [now, cooldownUntil ?? now, windowEnd].reduce((latest, moment) => (moment > latest ? moment : latest));
}

function approve(
  access: StagedAccessView,
  requestNumber: number,
  { party, now }: { readonly party: StagedAccessParty; readonly now: Date },
): StagedAccessView {
  if (access.secondApproverGrantId === null)
    throw new AppError('CONFLICT', { detail: 'There is no second approver; the access can begin after its wait.' });
  if (access.requestNumber !== requestNumber)
    throw new AppError('CONFLICT', { detail: 'The approval is of another request.' });
  const given = party === 'principal' ? 'approvedByPrincipalAt' : 'approvedBySecondAt';
  if (access[given] !== null) throw new AppError('CONFLICT', { detail: 'You approved this request before.' });
  const approved = { ...access, [given]: now };
  const byBoth = approved.approvedByPrincipalAt !== null && approved.approvedBySecondAt !== null;
  return byBoth ? begin(approved, now) : approved;
}

function activate(access: StagedAccessView, now: Date): StagedAccessView {
  const from = activatableAt(access);
  if (from === null || from > now) {
    const facts = { from: access.status, to: 'active', activatableAt: from?.toISOString() ?? null };
    throw new AppError('TRANSITION_NOT_ALLOWED', { facts });
  }
  return begin(access, now);
}

/** Never longer than the grant. */
function begin(access: StagedAccessView, now: Date): StagedAccessView {
  const end = secondsAfter(now, access.accessHours * HOUR_SECONDS);
  const { grantExpiresAt } = access;
  const activeUntil = grantExpiresAt !== null && grantExpiresAt < end ? grantExpiresAt : end;
  return { ...access, status: 'active', activatedAt: now, activeUntil };
}
