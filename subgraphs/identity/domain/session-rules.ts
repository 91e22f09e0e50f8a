import { ACCESS_TOKEN_SECONDS, SESSION_ABSOLUTE_SECONDS, SESSION_IDLE_SECONDS, secondsAfter } from './lifetimes.ts';
import type { Principal, Session } from './records.ts';

/** Whether a session lives at `now`: not ended, not at its absolute end, and renewed within the idle time. */
export function isAlive(session: Session, now: Date): boolean {
  return (
    session.revokedAt === null &&
    session.expiresAt > now &&
    secondsAfter(session.lastSeenAt, SESSION_IDLE_SECONDS) > now
  );
}

/** The session of a person who has just proven both factors. */
export function newHumanSession(
  principal: Principal,
  session: { readonly id: string; readonly deviceName: string | null; readonly clientId: string; readonly now: Date },
): Session {
  const { id, deviceName, clientId, now } = session;
  return {
    ...withoutOwner(principal, now),
    id,
    deviceName,
    clientId,
    acr: 'aal2',
    amr: ['pwd', 'otp'],
    expiresAt: secondsAfter(now, SESSION_ABSOLUTE_SECONDS),
  };
}

/** The session behind one token of a service account. It is never renewed, so it ends with its token; it can be revoked before. */
export function newClientSession(
  principal: Principal,
  session: { readonly id: string; readonly clientId: string; readonly now: Date },
): Session {
  const { id, clientId, now } = session;
  return {
    ...withoutOwner(principal, now),
    id,
    deviceName: null,
    clientId,
    acr: 'aal1',
    amr: ['swk'],
    expiresAt: secondsAfter(now, ACCESS_TOKEN_SECONDS),
  };
}

function withoutOwner({ tenantId, principalId }: Principal, now: Date) {
  return { tenantId, principalId, authTime: now, createdAt: now, lastSeenAt: now, revokedAt: null };
}
