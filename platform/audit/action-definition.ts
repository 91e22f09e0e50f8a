import type { Tier } from '#platform/auth';

/** Everything an entry can be about. A closed list: a type may be added, never renamed. */
export const AUDIT_TARGET_TYPES = [
  'Principal',
  'LoginIdentifier',
  'MfaChallenge',
  'Session',
  'RoleGrant',
  'StagedAccess',
  'Person',
  'Asset',
  'Document',
  'TransferTicket',
  'Case',
  'Incident',
  'AuditLog',
  'Service',
  'ApiClient',
] as const;
export type AuditTargetType = (typeof AUDIT_TARGET_TYPES)[number];

/**
 * How long the pseudonyms and the sealed detail of an entry are kept (`docs/reference/audit-actions.md`). The leaf itself is
 * never removed: without them it names nobody.
 */
export const RETENTION_CLASSES = {
  account: 'as long as the account is in use, and seven years more',
  estate: 'as long as the object is kept, and seven years more',
  case: 'as long as the case is open, and ten years more',
  incident: 'as long as the incident is open, and five years more',
  oversight: 'ten years',
} as const;
export type RetentionClass = keyof typeof RETENTION_CLASSES;

export type FactOutcome = 'OK' | 'DENIED' | 'FAILED';

/** What the registry says of one action. */
export interface ActionDefinition {
  /** `CHANGE`: PREPARED before the commit, OUTCOME after it. `FACT`: one entry, before the answer. */
  readonly kind: 'CHANGE' | 'FACT';
  /** Outcomes with which it may be recorded as a fact; of a change those of an attempt that ended before anything was written. */
  readonly facts: readonly FactOutcome[];
  readonly targets: readonly AuditTargetType[];
  readonly tiers: readonly Tier[];
  /** Services that may write it, by the name under which they sign. */
  readonly recordedBy: readonly string[];
  readonly retention: RetentionClass;
  /** What an entry proves once its outcome is COMMITTED, or OK for a fact. */
  readonly proves: string;
}

/** Makes definitions of actions about one kind of object. */
export interface ActionMaker {
  /** @param facts outcomes with which an attempt that wrote nothing is recorded */
  change(proves: string, facts?: ActionDefinition['facts']): ActionDefinition & { readonly kind: 'CHANGE' };
  fact(facts: ActionDefinition['facts'], proves: string): ActionDefinition & { readonly kind: 'FACT' };
}

type About = (targets: readonly AuditTargetType[], tiers: readonly Tier[]) => ActionMaker;

/** Actions that the same services record and that are kept as long. */
export function area(recordedBy: readonly string[], retention: RetentionClass): { readonly about: About } {
  return {
    about: (targets, tiers) => ({
      change: (proves, facts = []) => ({ kind: 'CHANGE', facts, targets, tiers, recordedBy, retention, proves }),
      fact: (facts, proves) => ({ kind: 'FACT', facts, targets, tiers, recordedBy, retention, proves }),
    }),
  };
}
