import type { Actor, HeldGrant } from '#platform/auth';
import type { AuditActor } from './event.ts';

const NOBODY = {
  principalId: null,
  role: null,
  sessionId: null,
  clientId: null,
  grantId: null,
  onBehalfOfPrincipalId: null,
} as const;

/**
 * The actor of an entry, from the verified caller.
 * @param grant by which they act for somebody else; whoever gave it is the one on whose behalf they act
 */
export function auditActor(actor: Actor, grant?: HeldGrant): AuditActor {
  if (actor.kind === 'anonymous') return anonymousActor;
  return {
    type: actor.kind === 'human' ? 'HUMAN' : 'SERVICE_ACCOUNT',
    principalId: actor.principalId,
    role: grant?.role ?? actor.role,
    sessionId: actor.sessionId,
    clientId: actor.clientId,
    grantId: grant?.id ?? null,
    onBehalfOfPrincipalId: grant?.principalId ?? null,
  };
}

/** Somebody who is not known. */
export const anonymousActor: AuditActor = { type: 'ANONYMOUS', ...NOBODY };

/** The actor of jobs and commands of the deployment itself. */
export const systemActor: AuditActor = { type: 'SYSTEM', ...NOBODY };
