import { secondsAfter } from '../lifetimes.ts';
import { DAY_SECONDS, REQUEST_OPEN_SECONDS } from './limits.ts';
import type { GrantStatus } from '../records.ts';
import type { StagedAccess, StagedAccessView } from './records.ts';

/** What an arrangement holds while nothing is requested. */
export const AT_REST = {
  requestedAt: null,
  reason: null,
  approvedByPrincipalAt: null,
  approvedBySecondAt: null,
  activatedAt: null,
  activeUntil: null,
} as const;

/** From when on the grantee can activate without approvals. @returns null when nothing is requested */
export function activatableAt({ status, requestedAt, waitDays }: StagedAccess): Date | null {
  return status === 'requested' && requestedAt !== null ? secondsAfter(requestedAt, waitDays * DAY_SECONDS) : null;
}

/**
 * What an arrangement is now: time and the grants it rests on end what was stored. Whatever is decided or shown is decided and
 * shown from this; nothing is revived by it, because each end is also written down by whoever causes it.
 */
export function settle(stored: StagedAccessView, now: Date): StagedAccessView {
  if (hasEnded(stored, now)) return { ...stored, ...AT_REST, status: 'revoked' };
  if (stored.status !== 'requested' && stored.status !== 'active') return stored;
  if (!isGrantInForce(stored, now) || isOver(stored, now)) return { ...stored, ...AT_REST, status: 'arranged' };
  // An approval counts for as long as the grant of the one who gave it.
  if (stored.status === 'requested' && !isSecondInForce(stored, now)) return { ...stored, approvedBySecondAt: null };
  return stored;
}

/** Whether the grant that would be widened works now. */
export function isGrantInForce({ grantStatus, grantExpiresAt }: StagedAccessView, now: Date): boolean {
  return isInForce(grantStatus, grantExpiresAt, now);
}

/** Whether there is a second approver whose own grant works now. */
export function isSecondInForce({ secondGrantStatus, secondGrantExpiresAt }: StagedAccessView, now: Date): boolean {
  return secondGrantStatus !== null && isInForce(secondGrantStatus, secondGrantExpiresAt, now);
}

function isInForce(status: GrantStatus, expiresAt: Date | null, now: Date): boolean {
  return status === 'accepted' && (expiresAt === null || expiresAt > now);
}

function hasEnded({ status, grantStatus, grantExpiresAt }: StagedAccessView, now: Date): boolean {
  return status === 'revoked' || grantStatus === 'revoked' || (grantExpiresAt !== null && grantExpiresAt <= now);
}

function isOver(access: StagedAccessView, now: Date): boolean {
  if (access.status === 'active') return access.activeUntil === null || access.activeUntil <= now;
  const from = activatableAt(access);
  return from === null || secondsAfter(from, REQUEST_OPEN_SECONDS) <= now;
}
