import type { AccessLevel, GrantRole, Role, Tier } from '#platform/auth';

export { ACCESS_LEVELS, GRANT_ROLES, ROLES, TIERS } from '#platform/auth';

/**
 * Whose object it is, by name, from the narrowest to the widest. Checked where rows are loaded, and again by row-level
 * security; the schema names it so that a reader can see it.
 */
export const OWNERSHIPS = [
  /** The caller themself (their principal, sessions, credentials). */
  'SELF',
  /** An object of the caller. */
  'OWNER',
  /** An object of the caller, or of somebody who granted the caller one of `grants` with `grantLevel` or more. */
  'OWNER_OR_GRANT',
  /** An object of the caller's organisation. */
  'TENANT',
  /** No object behind it; the policy says why in `reason`. */
  'NONE',
] as const;
export type Ownership = (typeof OWNERSHIPS)[number];

const WITHIN: Readonly<Record<Ownership, readonly Ownership[]>> = {
  SELF: ['SELF', 'OWNER', 'OWNER_OR_GRANT', 'TENANT', 'NONE'],
  OWNER: ['SELF', 'OWNER', 'OWNER_OR_GRANT', 'TENANT', 'NONE'],
  // A grant may reach from one organisation into another.
  OWNER_OR_GRANT: ['OWNER_OR_GRANT', 'NONE'],
  TENANT: ['TENANT', 'NONE'],
  NONE: ['NONE'],
};

/** Whether everybody whom `narrow` lets to an object is let to it by `wide`. */
export function isOwnershipWithin(narrow: Ownership, wide: Ownership): boolean {
  return WITHIN[narrow].includes(wide);
}

/** Every scope a token can carry. Closed, so that a typing error in a schema stops start-up. */
export const SCOPES = [
  'read:packs',
  'read:all',
  'write:limited',
  'grant:manage',
  'incident:manage',
  'audit:read',
  'operate',
  'review',
  'catalogue:read',
] as const;
export type Scope = (typeof SCOPES)[number];

/** What one coordinate of the schema demands, from its `@access` directive. */
export interface AccessPolicy {
  /** Anybody may read it, signed in or not. */
  readonly public: boolean;
  /** Why it is public or has no owner. */
  readonly reason: string | undefined;
  /** Roles that may; when there are neither roles nor grants, every signed-in role. */
  readonly roles: readonly Role[];
  /** Roles by grant that may besides; alone, they are the only way in. */
  readonly grants: readonly GrantRole[];
  /** Least level that a grant must have; with `grants`, and only with them. */
  readonly grantLevel: AccessLevel | undefined;
  /** Scopes the token must carry, all of them. */
  readonly scopes: readonly Scope[];
  /** Tiers of which the token must carry one; `OBJECT` stands alone and means the object's own tier, which the loader knows. */
  readonly tiers: readonly (Tier | 'OBJECT')[];
  readonly owner: Ownership;
  /** Greatest age of the last second-factor assertion, in seconds. */
  readonly stepUpSeconds: number | undefined;
  /** Action under which a change or a sensitive read is recorded. */
  readonly audit: string | undefined;
}
