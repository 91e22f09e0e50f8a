import { AppError } from '#platform/errors';
import { CONTEXT_TOKEN_SECONDS, LIVE_GRANTS_MAX } from './lifetimes.ts';
import { heldGrants } from './held-grants.ts';
import { clientScopes, scopesOf, tiersOf } from './permissions.ts';
import { isAlive } from './session-rules.ts';
import type { Caller } from '#platform/auth';
import type { IdentityDeps, SignedToken, VerifiedAccess } from './ports.ts';
import type { GrantInForce, SessionOwner } from './records.ts';

export interface ContextAnswer {
  readonly context: SignedToken;
  readonly sessionId: string;
  readonly principalId: string;
}

/**
 * Exchanges a verified access token for a context token. Everything but who and how fresh is read now, so that a session that
 * was ended, a role that was changed, a grant that was revoked and an access that was activated or ended show at once (R-006,
 *
 * @throws AppError UNAUTHENTICATED when the session is over or the token does not belong to it
 */
export async function exchangeContext(deps: IdentityDeps, access: VerifiedAccess): Promise<ContextAnswer> {
  const now = new Date(deps.clock.now());
  const { owner, held } = await deps.work.read(access.scope, async ({ sessions, grants }) => ({
    owner: await sessions.owner(access.scope, access.sessionId),
    held: await grants.inForce(now, LIVE_GRANTS_MAX),
  }));
  if (owner === undefined || !isAlive(owner.session, now)) throw new AppError('UNAUTHENTICATED');
  const lifeSeconds = Math.min(CONTEXT_TOKEN_SECONDS, access.expiresAt - Math.floor(now.getTime() / 1000));
  if (lifeSeconds <= 0) throw new AppError('UNAUTHENTICATED');
  const context = await deps.tokens.context(callerOf(owner, access, held), lifeSeconds);
  return { context, sessionId: access.sessionId, principalId: access.scope.principalId };
}

function callerOf(
  { session, principal, clientScopes: registered }: SessionOwner,
  access: VerifiedAccess,
  held: readonly GrantInForce[],
): Omit<Caller, 'tokenExpiresAt'> {
  const isClient = principal.kind === 'service_account';
  if (isClient && registered === null) throw new AppError('UNAUTHENTICATED');
  return {
    kind: principal.kind,
    principalId: principal.principalId,
    tenantId: principal.tenantId,
    role: principal.role,
    scopes: isClient ? clientScopes(principal.role, registered ?? []) : [...scopesOf(principal.role)],
    tiers: [...tiersOf(principal.role)],
    acr: session.acr,
    // The token's own time: a step-up must not freshen tokens that were handed out, and perhaps stolen, before it.
    authTime: Math.min(access.authTime, Math.floor(session.authTime.getTime() / 1000)),
    sessionId: session.id,
    clientId: session.clientId,
    grants: heldGrants(held),
  };
}
