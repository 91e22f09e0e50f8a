import { AppError, RecordedRefusal } from '#platform/errors';
import { accessToken, addRefreshToken } from './session-tokens.ts';
import type { Call, Change, IdentityDeps, Stores } from './ports.ts';
import type { Scope, Session } from './records.ts';
import type { SessionTokens } from './session-tokens.ts';

type Outcome = { readonly session: Session } | { readonly reusedIn: string };

interface Presented {
  readonly scope: Scope;
  readonly tokenHash: Buffer;
  readonly nextHash: Buffer;
  readonly now: Date;
}

/**
 * Exchanges a refresh token for new tokens. One conditional update decides who used it, so of two at once exactly one wins;
 * the other is a reuse, which ends the session and with it the whole family.
 * @throws AppError REFRESH_TOKEN_INVALID for anything but the latest token of a living session
 */
export async function refreshSession(deps: IdentityDeps, call: Call, refreshToken: string): Promise<SessionTokens> {
  const tokenHash = deps.secrets.hash(refreshToken);
  const scope = await deps.work.lookups.refreshToken(tokenHash);
  if (scope === undefined) throw new AppError('REFRESH_TOKEN_INVALID');
  const next = deps.secrets.newToken();
  const presented: Presented = { scope, tokenHash, nextHash: next.hash, now: new Date(deps.clock.now()) };
  const actor: Call['actor'] = { ...call.actor, clientId: call.clientId };
  const outcome = await deps.work.change({ ...scope, actor, requestId: call.requestId }, (stores) =>
    decide(stores, presented),
  );
  if ('reusedIn' in outcome) {
    await deps.announce([`session:${outcome.reusedIn}`]);
    throw new AppError('REFRESH_TOKEN_INVALID', { cause: new RecordedRefusal() });
  }
  return { access: await accessToken(deps, outcome.session), refreshToken: next.token, sessionId: outcome.session.id };
}

async function decide(stores: Stores, presented: Presented): Promise<Change<Outcome>> {
  const { scope, tokenHash, nextHash, now } = presented;
  const used = await stores.sessions.useRefreshToken(tokenHash, now);
  if (used === undefined) return refuse(stores, presented);
  const session = await stores.sessions.touch(scope, used.sessionId, { now });
  // Rolls back: the token of a session that has ended stays as it was.
  if (session === undefined) throw new AppError('REFRESH_TOKEN_INVALID');
  await addRefreshToken(stores.sessions, session, { tokenHash: nextHash, parentId: used.id, now });
  return { result: { session }, record: recordOf('identity.session.refresh', scope, session.id) };
}

/** The row says why the update did not match: used before, or too old. */
async function refuse(stores: Stores, { scope, tokenHash, now }: Presented): Promise<Change<Outcome>> {
  const token = await stores.sessions.refreshToken(tokenHash);
  // No token, or an unused one that is too old.
  if (!token?.usedAt) throw new AppError('REFRESH_TOKEN_INVALID');
  // Rolls back: in a session that has ended already nothing changes; presented again and again, it would fill the log.
  if (!(await stores.sessions.revoke(scope, token.sessionId, 'refresh_reuse', now)))
    throw new AppError('REFRESH_TOKEN_INVALID');
  return {
    result: { reusedIn: token.sessionId },
    record: { ...recordOf('identity.refresh.reuse', scope, token.sessionId), detail: { tokenId: token.id } },
  };
}

function recordOf(
  action: 'identity.session.refresh' | 'identity.refresh.reuse',
  scope: Scope,
  sessionId: string,
): Change<Outcome>['record'] {
  return {
    action,
    tenantId: scope.tenantId,
    target: { type: 'Session', id: sessionId, ownerPrincipalId: scope.principalId },
    tier: 'green',
  };
}
