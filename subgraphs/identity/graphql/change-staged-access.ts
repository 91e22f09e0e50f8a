import { signedIn } from '../context.ts';
import { changeStagedAccess } from '../domain/staged-access/change.ts';
import type { IdentityContext } from '../context.ts';
import type { StagedAccessChange, StagedAccessStep } from '../domain/staged-access/steps.ts';

/** Takes a step of staged access to which the caller is a party. */
export async function changeOwnStagedAccess(
  context: IdentityContext,
  stagedAccessId: string,
  step: StagedAccessStep,
): Promise<StagedAccessChange> {
  const { tenantId, principalId } = signedIn(context);
  const input = { caller: { tenantId, principalId }, stagedAccessId, step };
  return changeStagedAccess(context.deps, context.call, input);
}
