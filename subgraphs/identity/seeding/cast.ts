import type { AccessLevel, GrantRole, Role } from '#platform/auth';

/** One part in the demo. */
export interface Part {
  readonly persona: string;
  readonly displayName: string;
  readonly role: Role;
  /** What the demo's principal grants to them. */
  readonly grant?: { readonly role: GrantRole; readonly accessLevel: AccessLevel };
}

export const PRINCIPAL: Part = { persona: 'principal', displayName: 'Demo principal', role: 'principal' };

/** People in tenants of their own. */
export const INDIVIDUALS: readonly Part[] = [
  PRINCIPAL,
  {
    persona: 'proxy',
    displayName: 'Demo proxy',
    role: 'principal',
    grant: { role: 'proxy', accessLevel: 'limited_write' },
  },
  {
    persona: 'executor_nominee',
    displayName: 'Demo executor nominee',
    role: 'principal',
    grant: { role: 'executor_nominee', accessLevel: 'read_only_packs' },
  },
  {
    persona: 'emergency_contact',
    displayName: 'Demo emergency contact',
    role: 'principal',
    grant: { role: 'emergency_contact', accessLevel: 'read_only_packs' },
  },
];

/** People of one organisation. */
export const STAFF: readonly Part[] = [
  { persona: 'operator', displayName: 'Demo operator', role: 'operator' },
  { persona: 'auditor', displayName: 'Demo auditor', role: 'auditor' },
  { persona: 'information_officer', displayName: 'Demo information officer', role: 'information_officer' },
  { persona: 'reviewer', displayName: 'Demo reviewer', role: 'reviewer' },
];

export const DEMO_CLIENT = {
  clientId: 'partner-demo',
  displayName: 'Demo partner',
  scopes: ['catalogue:read'],
} as const;
