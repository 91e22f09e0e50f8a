import type { Tier } from '#platform/auth';
import type { Scope } from './scope.ts';

export const CASE_TYPES = ['emergency_pack', 'death_readiness'] as const;
export type CaseType = (typeof CASE_TYPES)[number];

export const CASE_STATUSES = [
  'draft',
  'ready',
  'exported',
  'link_issued',
  'accessed',
  'accessed_by_nominee',
  'expired',
  'revoked',
] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

/** Something prepared for a bad day. */
export interface CaseRecord extends Scope {
  readonly id: string;
  readonly type: CaseType;
  readonly status: CaseStatus;
  readonly notes: string | null;
  readonly nomineePersonId: string | null;
  readonly nomineeGrantId: string | null;
  /** Tiers of that grant, as they were when the case was opened: they never change. Null without grant, and in older cases. */
  readonly nomineeGrantTiers: readonly Tier[] | null;
  /** Counts changes of the evidence: a pack built from one revision is not committed over another. */
  readonly contentRevision: number;
  readonly createdAt: Date;
}

/** A filled slot. The version is chosen when a pack is exported: the newest one that is available then. */
export interface Evidence extends Scope {
  readonly caseId: string;
  readonly slot: string;
  readonly documentId: string;
  readonly addedAt: Date;
}

export interface Contact {
  readonly name: string;
  readonly phoneE164: string;
  readonly relationship: string;
}

export interface CaseContact extends Scope, Contact {
  readonly caseId: string;
  /** 1 for the first to call. */
  readonly position: number;
}

/** One change of state. Never changes. */
export interface CaseTransition extends Scope {
  readonly id: string;
  readonly caseId: string;
  /** Null for the opening. */
  readonly from: CaseStatus | null;
  readonly to: CaseStatus;
  readonly reason: string | null;
  readonly at: Date;
}
