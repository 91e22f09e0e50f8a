/** How sure it is that personal information was accessed or acquired without authority (POPIA section 22(1)). */
export const CERTAINTIES = ['alleged', 'confirmed'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

/** Kinds of compromise, as the Information Regulator's form names them. */
export const COMPROMISE_TYPES = [
  'loss',
  'damage',
  'unauthorised_destruction',
  'unlawful_access',
  'unlawful_processing',
] as const;
export type CompromiseType = (typeof COMPROMISE_TYPES)[number];

/** What is known of an incident at one time. */
export interface IncidentFacts {
  readonly title: string;
  readonly description: string;
  readonly certainty: Certainty;
  readonly compromiseType: CompromiseType;
  readonly affectedDataClasses: readonly string[];
  readonly affectedUserCount: number;
  readonly mitigationSteps: string | null;
  readonly possibleConsequences: string | null;
}

/** One state of knowledge. Never changes once written. */
export interface IncidentRevision extends IncidentFacts {
  readonly incidentId: string;
  /** 1 for the first. */
  readonly number: number;
  /** Why it was made; null for the first. */
  readonly reason: string | null;
  /** Null for what the service wrote itself. */
  readonly authorId: string | null;
  readonly createdAt: Date;
}

/** A security compromise that an organisation handles. */
export interface Incident {
  readonly id: string;
  /** How it began. A draft becomes a report with the first revision that a person makes of it. */
  readonly status: 'reported' | 'draft';
  readonly discoveredAt: Date;
  readonly reportedAt: Date;
  /** Null for a draft. */
  readonly reportedById: string | null;
}

/** Greatest lengths, in characters, and counts. */
export const INCIDENT_LIMITS = {
  title: 200,
  description: 4_000,
  mitigationSteps: 4_000,
  possibleConsequences: 4_000,
  dataClasses: 20,
  dataClass: 100,
  reason: 500,
  affectedUserCount: 2_147_483_647,
} as const;
