import type { Tier } from '#platform/auth';
import type { GrantStatus, Scope } from '../records.ts';

export type StagedAccessStatus = 'arranged' | 'requested' | 'active' | 'revoked';

/**
 * What a principal arranged for the holder of one of their grants: more than the grant gives, after a wait or two approvals.
 * As it is stored; `settle` says what it is now.
 */
export interface StagedAccess extends Scope {
  readonly id: string;
  readonly grantId: string;
  readonly secondApproverGrantId: string | null;
  /** What becomes readable. */
  readonly tiers: readonly Tier[];
  readonly waitDays: number;
  /** How long it stays active. */
  readonly accessHours: number;
  readonly status: StagedAccessStatus;
  /** Counts changes; a change of an older revision is lost. */
  readonly revision: number;
  /** Counts requests, so that an approval is of one request and no other. */
  readonly requestNumber: number;
  /** The latest requests, oldest first. */
  readonly recentRequests: readonly Date[];
  readonly requestedAt: Date | null;
  /** Words of the grantee. */
  readonly reason: string | null;
  readonly approvedByPrincipalAt: Date | null;
  readonly approvedBySecondAt: Date | null;
  readonly activatedAt: Date | null;
  readonly activeUntil: Date | null;
  readonly cooldownUntil: Date | null;
  readonly createdAt: Date;
}

/** An arrangement with the grants it rests on. */
export interface StagedAccessView extends StagedAccess {
  readonly granteePrincipalId: string;
  readonly grantStatus: GrantStatus;
  readonly grantExpiresAt: Date | null;
  readonly secondPrincipalId: string | null;
  readonly secondGrantStatus: GrantStatus | null;
  readonly secondGrantExpiresAt: Date | null;
}

/** What somebody is to an arrangement. */
export type StagedAccessParty = 'principal' | 'grantee' | 'second_approver';
