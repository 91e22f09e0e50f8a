import type { Tier } from '#platform/auth';
import type { Owner } from './requester.ts';

/** A person in somebody's life. */
export interface Person extends Owner {
  readonly id: string;
  readonly fullName: string;
  readonly email: string | null;
  /** E.164. */
  readonly phoneE164: string | null;
  readonly relationship: string | null;
  readonly createdAt: Date;
}

/** Identity and relationships are amber; a person has no tier of their own. */
export const PERSON_TIER: Tier = 'amber';

/** Characters. */
export const PERSON_LIMITS = { fullName: 120, email: 320, phoneE164: 20, relationship: 80 } as const;
