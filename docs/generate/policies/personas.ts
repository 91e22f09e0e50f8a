import { scopesOf, tiersOf } from '../../../subgraphs/identity/domain/permissions.ts';
import type { GrantRole, Role, Tier } from '#platform/auth';

/** Somebody typical. */
export interface Persona {
  /** As in the column of the matrix, and in the file of the demo people. */
  readonly name: string;
  /** Nobody is signed in without one. */
  readonly account?: {
    readonly role: Role;
    readonly scopes: readonly string[];
    readonly tiers: readonly Tier[];
    /** Service accounts have no second factor, so they never give a fresh code. */
    readonly hasSecondFactor: boolean;
  };
  /** Role that somebody else granted them. */
  readonly grant?: GrantRole;
}

function human(name: string, role: Role, grant?: GrantRole): Persona {
  const account = { role, scopes: scopesOf(role), tiers: tiersOf(role), hasSecondFactor: true };
  return grant === undefined ? { name, account } : { name, account, grant };
}

/** In the order of the columns. */
export const PERSONAS: readonly Persona[] = [
  { name: 'anonymous' },
  human('principal', 'principal'),
  human('proxy', 'principal', 'proxy'),
  human('executor_nominee', 'principal', 'executor_nominee'),
  human('emergency_contact', 'principal', 'emergency_contact'),
  human('operator', 'operator'),
  human('auditor', 'auditor'),
  human('information_officer', 'information_officer'),
  human('reviewer', 'reviewer'),
  {
    name: 'partner',
    account: {
      role: 'partner',
      scopes: scopesOf('partner'),
      tiers: tiersOf('partner'),
      hasSecondFactor: false,
    },
  },
];
