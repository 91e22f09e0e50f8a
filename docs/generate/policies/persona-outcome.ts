import type { AccessPolicy } from '#platform/access';
import type { Persona } from './personas.ts';

/** What a policy says to a persona, before anybody asks whose object it is. */
export type Outcome = 'yes' | 'fresh code' | 'sign in' | 'no';

/**
 * Written apart from the function that services decide with, so that a mistake there shows as a difference: tests compare
 * what services answer with what stands in the matrix.
 */
export function outcomeFor(policy: AccessPolicy, { account, grant }: Persona): Outcome {
  if (policy.public) return 'yes';
  if (account === undefined) return 'sign in';
  const isForEverybody = policy.roles.length === 0 && policy.grants.length === 0;
  const hasRole = policy.roles.some((role) => role === account.role);
  const hasGrant = policy.grants.some((role) => role === grant);
  const missesScope = policy.scopes.some((scope) => !account.scopes.includes(scope));
  const demanded = policy.tiers.filter((tier) => tier !== 'OBJECT');
  const missesTier = demanded.length > 0 && demanded.every((tier) => !account.tiers.includes(tier));
  if (!(isForEverybody || hasRole || hasGrant) || missesScope || missesTier) return 'no';
  return policy.stepUpSeconds === undefined ? 'yes' : 'fresh code';
}
