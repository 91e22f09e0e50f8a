import { inWords } from '../markdown-table.ts';
import type { AccessPolicy } from '#platform/access';

const SECONDS_PER_MINUTE = 60;

const OWNERS: Readonly<Record<AccessPolicy['owner'], string>> = {
  SELF: 'the caller’s own account',
  OWNER: 'the caller’s own',
  OWNER_OR_GRANT: 'the caller’s own, or of somebody who granted the caller the role',
  TENANT: 'of the caller’s organisation',
  NONE: 'no owner',
};

const LEVELS: Readonly<Record<NonNullable<AccessPolicy['grantLevel']>, string>> = {
  read_only_packs: 'read packs',
  read_only_all: 'read all',
  limited_write: 'add',
};

/** Who may, in words. */
export function whoInWords({ public: isPublic, roles, grants, grantLevel }: AccessPolicy): string {
  if (isPublic) return 'anybody, signed in or not';
  const accounts = roles.map(roleInWords);
  const level = grantLevel === undefined ? '' : ` to ${LEVELS[grantLevel]}`;
  const held = grants.map((role) => `holder of a grant as ${roleInWords(role)}${level}`);
  return accounts.length + held.length === 0 ? 'everybody signed in' : inWords([...accounts, ...held], 'or');
}

/** Whose objects the caller gets, in words, with the reason where there is no owner. */
export function ownershipInWords({ owner, reason }: AccessPolicy): string {
  return reason === undefined ? OWNERS[owner] : `${OWNERS[owner]}: ${reason}`;
}

/** Which sensitivity the caller must be cleared for. */
export function tiersInWords({ tiers }: AccessPolicy): string {
  return inWords(
    tiers.map((tier) => (tier === 'OBJECT' ? 'that of the object' : tier)),
    'or',
  );
}

/** How fresh the second factor must be. */
export function stepUpInWords({ stepUpSeconds }: AccessPolicy): string {
  if (stepUpSeconds === undefined) return '';
  const minutes = stepUpSeconds / SECONDS_PER_MINUTE;
  return Number.isInteger(minutes) ? `${String(minutes)} min` : `${String(stepUpSeconds)} s`;
}

function roleInWords(role: string): string {
  return role.replaceAll('_', ' ');
}
