export const ROLES = ['principal', 'operator', 'auditor', 'information_officer', 'reviewer', 'partner'] as const;
export const GRANT_ROLES = ['proxy', 'executor_nominee', 'emergency_contact'] as const;
export const TIERS = ['green', 'amber', 'red'] as const;
export const ACCESS_LEVELS = ['read_only_packs', 'read_only_all', 'limited_write'] as const;
export const ASSURANCES = ['aal1', 'aal2'] as const;

export type Role = (typeof ROLES)[number];
export type GrantRole = (typeof GRANT_ROLES)[number];
export type Tier = (typeof TIERS)[number];
export type AccessLevel = (typeof ACCESS_LEVELS)[number];
/** How strongly the caller proved who they are: one factor or two. */
export type Assurance = (typeof ASSURANCES)[number];

/** What somebody else has allowed the caller to do for them. */
export interface HeldGrant {
  id: string;
  /** Tenant of the one who granted. */
  tenantId: string;
  /** The one who granted. */
  principalId: string;
  role: GrantRole;
  accessLevel: AccessLevel;
  tiers: Tier[];
  /** Epoch seconds; `null` when it does not end by itself. */
  expiresAt: number | null;
}

/** A known caller, as identity vouched for them at most a minute ago. */
export interface Caller {
  kind: 'human' | 'service_account';
  principalId: string;
  tenantId: string;
  role: Role;
  scopes: string[];
  tiers: Tier[];
  acr: Assurance;
  /** Epoch seconds of the last MFA assertion; step-up is decided from it. */
  authTime: number;
  sessionId: string;
  clientId: string;
  /** Grants held that have not ended. */
  grants: HeldGrant[];
  /** Epoch seconds. */
  tokenExpiresAt: number;
}

export interface Anonymous {
  kind: 'anonymous';
}

/** Whoever sends a request: a known caller or nobody in particular. */
export type Actor = Caller | Anonymous;

export const ANONYMOUS: Anonymous = Object.freeze({ kind: 'anonymous' });
