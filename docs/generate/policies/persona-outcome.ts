import type { AccessPolicy } from '#platform/access';
import type { Persona } from './personas.ts';

/** What a policy says to a persona, before anybody asks whose object it is. */
export type Outcome = 'yes' | 'fresh code' | 'step up' | 'sign in' | 'no';

const LEVELS = ['read_only_packs', 'read_only_all', 'limited_write'];

/**
 * Written apart from the function that services decide with, so that a mistake there shows as a difference: tests compare
 * what services answer with what stands in the matrix.
 */
export function outcomeFor(policy: AccessPolicy, persona: Persona): Outcome {
  const { account } = persona;
  if (persona.isStale === true) return 'sign in';
  if (policy.public) return 'yes';
  if (account === undefined) return 'sign in';
  const isForEverybody = policy.roles.length === 0 && policy.grants.length === 0;
  const hasRole = policy.roles.some((role) => role === account.role);
  const missesScope = policy.scopes.some((scope) => !account.scopes.includes(scope));
  const demanded = policy.tiers.filter((tier) => tier !== 'OBJECT');
  const missesTier = demanded.length > 0 && demanded.every((tier) => !account.tiers.includes(tier));
  if (!(isForEverybody || hasRole || isGranted(policy, persona)) || missesScope || missesTier) return 'no';
  if (policy.stepUpSeconds === undefined) return 'yes';
  return persona.hasOldCode === true ? 'step up' : 'fresh code';
}

/** Whether the persona reaches objects of the demo's principal by a grant. */
export function isGranted({ grants, grantLevel }: AccessPolicy, { grant }: Persona): boolean {
  if (grant === undefined || grantLevel === undefined) return false;
  return grants.includes(grant.role) && LEVELS.indexOf(grant.level) >= LEVELS.indexOf(grantLevel);
}
