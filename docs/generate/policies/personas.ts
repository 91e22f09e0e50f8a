import { scopesOf, tiersOf } from '../../../subgraphs/identity/domain/permissions.ts';
import type { AccessLevel, GrantRole, Role, Tier } from '#platform/auth';

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
  /** Role in force that the demo's principal granted them. */
  readonly grant?: { readonly role: GrantRole; readonly level: AccessLevel };
  /** Their session is over, or what services were told about it is too old. */
  readonly isStale?: true;
  /** The code of their authenticator was given long ago. */
  readonly hasOldCode?: true;
}

type Change = Omit<Persona, 'name' | 'account'>;

function human(name: string, role: Role, change: Change = {}): Persona {
  return { name, account: { role, scopes: scopesOf(role), tiers: tiersOf(role), hasSecondFactor: true }, ...change };
}

/** In the order of the columns. */
export const PERSONAS: readonly Persona[] = [
  { name: 'anonymous' },
  human('principal', 'principal'),
  human('proxy', 'principal', { grant: { role: 'proxy', level: 'limited_write' } }),
  human('executor_nominee', 'principal', { grant: { role: 'executor_nominee', level: 'read_only_packs' } }),
  human('emergency_contact', 'principal', { grant: { role: 'emergency_contact', level: 'read_only_packs' } }),
  // As proxies once, or of somebody else; the grant does not count any more, so there is none here.
  human('suspended_grant', 'principal'),
  human('expired_grant', 'principal'),
  human('other_tenant', 'principal'),
  human('stale_context', 'principal', { isStale: true }),
  human('old_code', 'principal', { hasOldCode: true }),
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
