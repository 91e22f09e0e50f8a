import { AppError } from '#platform/errors';
import { isAlive } from './session-rules.ts';
import type { Call, IdentityDeps } from './ports.ts';
import type { Scope } from './records.ts';

/**
 * Ends a session of the caller's own. One that has ended already is left as it is.
 * @returns its id
 * @throws AppError NOT_FOUND for a session that is not there or not theirs
 */
export async function revokeSession(
  deps: IdentityDeps,
  call: Call,
  input: Scope & { sessionId: string },
): Promise<string> {
  const { tenantId, principalId, sessionId } = input;
  const scope: Scope = { tenantId, principalId };
  const now = new Date(deps.clock.now());
  const session = await deps.work.read(scope, ({ sessions }) => sessions.find(scope, sessionId));
  if (session === undefined) throw new AppError('NOT_FOUND');
  if (!isAlive(session, now)) return sessionId;
  await deps.work.change({ ...scope, ...call }, async ({ sessions }) => {
    // Somebody else may have ended it meanwhile; the record says whether this call did.
    const ended = await sessions.revoke(scope, sessionId, 'own_wish', now);
    return {
      result: sessionId,
      record: {
        action: 'identity.session.revoke',
        tenantId,
        target: { type: 'Session', id: sessionId, ownerPrincipalId: principalId },
        tier: 'green',
        detail: { ended },
      },
    };
  });
  await deps.announce([`session:${sessionId}`]);
  return sessionId;
}
