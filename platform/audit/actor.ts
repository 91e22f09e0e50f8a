import type { Actor, HeldGrant } from '#platform/auth';
import type { AuditActor } from './event.ts';

/** The actor of an entry, from the verified caller. @param grant by which they act for somebody else */
export function auditActor(actor: Actor, grant?: HeldGrant): AuditActor {
  if (actor.kind === 'anonymous') {
    return { type: 'ANONYMOUS', principalId: null, role: null, sessionId: null, clientId: null, grantId: null };
  }
  return {
    type: actor.kind === 'human' ? 'HUMAN' : 'SERVICE_ACCOUNT',
    principalId: actor.principalId,
    role: grant?.role ?? actor.role,
    sessionId: actor.sessionId,
    clientId: actor.clientId,
    grantId: grant?.id ?? null,
  };
}

/** The actor of jobs and commands of the deployment itself. */
export const systemActor: AuditActor = {
  type: 'SYSTEM',
  principalId: null,
  role: null,
  sessionId: null,
  clientId: null,
  grantId: null,
};
