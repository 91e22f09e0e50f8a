import { parseInput } from '#platform/errors';
import { signedIn } from '../context.ts';
import { changeGrant } from '../domain/change-grant.ts';
import { grantIdInput } from './inputs.ts';
import type { IdentityContext } from '../context.ts';
import type { GrantStep } from '../domain/grant-rules.ts';
import type { RoleGrant } from '../domain/records.ts';

/** Suspends, resumes or revokes a grant that the caller gave. */
export async function changeOwnGrant(context: IdentityContext, step: GrantStep, input: unknown): Promise<RoleGrant> {
  const { tenantId, principalId } = signedIn(context);
  const { grantId } = parseInput(grantIdInput, input);
  return changeGrant(context.deps, context.call, { granter: { tenantId, principalId }, grantId, step });
}
