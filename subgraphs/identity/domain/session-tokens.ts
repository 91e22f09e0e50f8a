import { newId } from '#platform/ids';
import { SESSION_IDLE_SECONDS, secondsAfter } from './lifetimes.ts';
import type { IdentityDeps, SignedToken, Stores } from './ports.ts';
import type { Session } from './records.ts';

/** What a client gets when a session begins or is renewed. */
export interface SessionTokens {
  readonly access: SignedToken;
  readonly refreshToken: string;
  readonly sessionId: string;
}

/** An access token for a session, as fresh as its last assertion. */
export function accessToken(deps: Pick<IdentityDeps, 'tokens'>, session: Session): Promise<SignedToken> {
  return deps.tokens.access({
    sub: session.principalId,
    sid: session.id,
    tenantId: session.tenantId,
    clientId: session.clientId,
    acr: session.acr,
    amr: session.amr,
    authTime: Math.floor(session.authTime.getTime() / 1000),
  });
}

/** Stores the next refresh token of a session; it works until the session would be idle or at its absolute end. */
export async function addRefreshToken(
  sessions: Stores['sessions'],
  session: Session,
  { tokenHash, parentId, now }: { readonly tokenHash: Buffer; readonly parentId: string | null; readonly now: Date },
): Promise<void> {
  const idleEnd = secondsAfter(now, SESSION_IDLE_SECONDS);
  await sessions.addRefreshToken({
    tenantId: session.tenantId,
    principalId: session.principalId,
    id: newId(now.getTime()),
    sessionId: session.id,
    parentId,
    tokenHash,
    createdAt: now,
    expiresAt: idleEnd < session.expiresAt ? idleEnd : session.expiresAt,
  });
}
