import type { AccessLevel, Assurance, GrantRole, Role, Tier } from '#platform/auth';

/** For whom a transaction reads and writes. */
export interface Scope {
  readonly tenantId: string;
  readonly principalId: string;
}

/** A person or a service account that can sign in. */
export interface Principal extends Scope {
  readonly kind: 'human' | 'service_account';
  /** Lower case; null for service accounts. */
  readonly email: string | null;
  readonly displayName: string;
  readonly role: Role;
  readonly createdAt: Date;
}

/** What one person may see of a principal. */
export interface PrincipalView {
  readonly id: string;
  /** For themself only. */
  readonly email: string | null;
  readonly displayName: string;
  readonly role: Role;
  readonly createdAt: Date;
}

/** Somebody on the way to an account: the ids they will have, and what they chose. */
export interface Registration extends Scope {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  /** Cleared once the account exists. */
  readonly passwordHash: string | null;
  readonly secretSealed: string | null;
  readonly enrolmentExpiresAt: Date | null;
  readonly completedAt: Date | null;
}

export interface NewRegistration extends Scope {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly passwordHash: string;
  readonly emailTokenHash: Buffer;
  readonly emailTokenExpiresAt: Date;
  readonly createdAt: Date;
}

export interface TotpFactor {
  readonly secretSealed: string;
  /** The last step that was accepted; only later ones are. */
  readonly lastStep: number;
}

/** A password that was right, waiting for its second factor. */
export interface Challenge extends Scope {
  readonly id: string;
  readonly deviceName: string | null;
  readonly state: 'pending' | 'verified' | 'failed';
  /** Wrong answers so far. */
  readonly attempts: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Why a session ended before its time. */
export type RevokeReason = 'own_wish' | 'refresh_reuse' | 'account_closed';

export interface Session extends Scope {
  readonly id: string;
  readonly deviceName: string | null;
  readonly clientId: string;
  readonly acr: Assurance;
  readonly amr: readonly string[];
  /** Last second-factor assertion. */
  readonly authTime: Date;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** Absolute end. */
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
}

export interface NewRefreshToken extends Scope {
  readonly id: string;
  readonly sessionId: string;
  readonly parentId: string | null;
  readonly tokenHash: Buffer;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface RefreshToken {
  readonly id: string;
  readonly sessionId: string;
  readonly usedAt: Date | null;
}

export type GrantStatus = 'invited' | 'accepted' | 'suspended' | 'revoked';

/** A role that one person gave another, as both may see it. */
export interface RoleGrant {
  readonly id: string;
  /** Of the granter. */
  readonly tenantId: string;
  /** The granter. */
  readonly principalId: string;
  readonly granteePrincipalId: string | null;
  readonly role: GrantRole;
  readonly accessLevel: AccessLevel;
  readonly tiers: readonly Tier[];
  readonly status: GrantStatus;
  readonly createdAt: Date;
  readonly acceptedAt: Date | null;
  readonly expiresAt: Date | null;
}

/** A grant that works now, with what decides how far it reaches. */
export interface GrantInForce extends RoleGrant {
  /** Of the granter, as it is now. */
  readonly granterRole: Role;
  /** What it reaches besides while a staged access is active. */
  readonly staged: { readonly tiers: readonly Tier[]; readonly until: Date } | null;
}

export interface NewRoleGrant extends Omit<RoleGrant, 'granteePrincipalId' | 'acceptedAt' | 'status'> {
  readonly invitedEmail: string;
  readonly invitationHash: Buffer;
  readonly invitationExpiresAt: Date;
}

export interface ServiceClient extends Scope {
  readonly clientId: string;
  readonly publicKey: Readonly<Record<string, unknown>>;
  readonly scopes: readonly string[];
  readonly revokedAt: Date | null;
}

/** A session with everything a decision about its owner needs. */
export interface SessionOwner {
  readonly session: Session;
  readonly principal: Principal;
  /** For a service account; null when it was revoked. */
  readonly clientScopes: readonly string[] | null;
}

/** Page of a list, newest first. */
export interface PageRequest {
  /** Rows to read. */
  readonly readLimit: number;
  /** Id of the last row of the page before. */
  readonly before: string | undefined;
}
