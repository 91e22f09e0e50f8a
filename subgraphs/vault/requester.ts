import { ownSubject } from '#platform/access';
import { auditActor } from '#platform/audit';
import { AppError } from '#platform/errors';
import type { RequestContext } from '#platform/graphql';
import type { Requester } from './domain/requester.ts';

/**
 * Who asks, for their own rows. Roles by grant have no way into the vault yet; when they have, they come in here: one
 * requester for each of `subjectsFor(caller, …)`, with the tiers of its grant.
 * @throws AppError UNAUTHENTICATED; the shield rules refuse earlier
 */
export function requesterOf({ actor, requestId }: Pick<RequestContext, 'actor' | 'requestId'>): Requester {
  if (actor.kind === 'anonymous') throw new AppError('UNAUTHENTICATED');
  const { tenantId, principalId, grant } = ownSubject(actor);
  return {
    caller: actor,
    owner: { tenantId, principalId },
    tiers: grant?.tiers ?? actor.tiers,
    actor: auditActor(actor, grant),
    requestId,
  };
}
