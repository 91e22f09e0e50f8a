import { grantMeets, tiersByGrant } from './decide.ts';
import { ACCESS_LEVELS } from './policy.ts';
import type { Caller, HeldGrant, Tier } from '#platform/auth';
import type { GrantNeed } from './decide.ts';

/** Whose rows a call may touch, by which right, and how sensitive they may be. */
export interface Subject {
  readonly tenantId: string;
  readonly principalId: string;
  /** The grant by which the caller acts for somebody else; `undefined` for their own rows. */
  readonly grant: HeldGrant | undefined;
  /** Tiers of this principal's objects that the caller may see. */
  readonly tiers: readonly Tier[];
}

/** The caller's own rows. */
export function ownSubject(caller: Caller): Subject {
  const { tenantId, principalId, tiers } = caller;
  return { tenantId, principalId, grant: undefined, tiers };
}

/**
 * Every subject the caller may try for an id: their own first, then those who granted what is needed, the widest grant of each
 * first. The list is bounded by the number of grants in the context token.
 * @param nowSeconds seconds since the Unix epoch
 */
export function subjectsFor(caller: Caller, need: GrantNeed, nowSeconds: number): Subject[] {
  const granted = caller.grants
    .filter((grant) => grantMeets(grant, need, nowSeconds))
    .sort(widestFirst)
    .map((grant): Subject => ({
      tenantId: grant.tenantId,
      principalId: grant.principalId,
      grant,
      tiers: tiersByGrant(caller, grant.tiers),
    }));
  return [ownSubject(caller), ...granted];
}

/**
 * The ways to the principal whom the caller names: themself when they name nobody, else every grant of that principal that is
 * what is needed, the widest first.
 * @param onBehalfOf id of a principal, as the caller wrote it
 * @returns none when there is no such grant, whether or not there is such a principal
 */
export function subjectsNamed(
  caller: Caller,
  onBehalfOf: string | null | undefined,
  need: GrantNeed,
  nowSeconds: number,
): Subject[] {
  if (onBehalfOf === null || onBehalfOf === undefined || onBehalfOf === caller.principalId) return [ownSubject(caller)];
  return subjectsFor(caller, need, nowSeconds).filter(
    ({ principalId, grant }) => grant !== undefined && principalId === onBehalfOf,
  );
}

/** The first of `subjectsNamed`, for what has no tier. @returns undefined when there is none */
export function subjectNamed(...asked: Parameters<typeof subjectsNamed>): Subject | undefined {
  return subjectsNamed(...asked)[0];
}

function widestFirst(one: HeldGrant, other: HeldGrant): number {
  return (
    ACCESS_LEVELS.indexOf(other.accessLevel) - ACCESS_LEVELS.indexOf(one.accessLevel) ||
    other.tiers.length - one.tiers.length
  );
}
