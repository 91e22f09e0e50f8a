import { settle } from '../domain/staged-access/settle.ts';
import type { StagedAccessView } from '../domain/staged-access/records.ts';

export const PRINCIPAL = '01890000-0000-7000-8000-00000000000a';
export const GRANTEE = '01890000-0000-7000-8000-00000000000b';
export const SECOND = '01890000-0000-7000-8000-00000000000c';
export const STRANGER = '01890000-0000-7000-8000-00000000000d';
export const T0 = new Date('2026-11-22T08:00:00.000Z');

export const HOURS = 3_600_000;
export const DAYS = 24 * HOURS;

/** A moment after `T0`. */
export function after(ms: number): Date {
  return new Date(T0.getTime() + ms);
}

/** An arrangement on a grant that works, with a second approver whose grant works, as `settle` would have it. */
export function stagedAccess(change: Partial<StagedAccessView> = {}): StagedAccessView {
  return {
    tenantId: '01890000-0000-7000-8000-000000000001',
    principalId: PRINCIPAL,
    id: '01890000-0000-7000-8000-000000000002',
    grantId: '01890000-0000-7000-8000-000000000003',
    secondApproverGrantId: '01890000-0000-7000-8000-000000000004',
    tiers: ['green', 'amber'],
    waitDays: 7,
    accessHours: 48,
    status: 'arranged',
    revision: 1,
    requestNumber: 0,
    recentRequests: [],
    requestedAt: null,
    reason: null,
    approvedByPrincipalAt: null,
    approvedBySecondAt: null,
    activatedAt: null,
    activeUntil: null,
    cooldownUntil: null,
    createdAt: T0,
    granteePrincipalId: GRANTEE,
    grantStatus: 'accepted',
    grantExpiresAt: null,
    secondPrincipalId: SECOND,
    secondGrantStatus: 'accepted',
    secondGrantExpiresAt: null,
    ...change,
  };
}

/** What was requested at `T0`. */
export function requested(change: Partial<StagedAccessView> = {}): StagedAccessView {
  return stagedAccess({ status: 'requested', requestNumber: 1, recentRequests: [T0], requestedAt: T0, ...change });
}

/** What has been active since `T0`, for 48 hours. */
export function active(change: Partial<StagedAccessView> = {}): StagedAccessView {
  const approved = { approvedByPrincipalAt: T0, approvedBySecondAt: T0 };
  return requested({ status: 'active', ...approved, activatedAt: T0, activeUntil: after(48 * HOURS), ...change });
}

/** Status at a moment. */
export function statusAt(access: StagedAccessView, now: Date): StagedAccessView['status'] {
  return settle(access, now).status;
}
