import { grantNeedOf, ownSubject, reachable, subjectsFor } from '#platform/access';
import { epochSeconds } from '#platform/clock';
import { signedIn } from '#platform/auth';
import type { PolicyAt, decide as decidePolicy } from '#platform/access';
import type { Actor } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { RequestContext } from '#platform/graphql';
import type { CallerAccess, Coordinate } from './domain/access.ts';
import type { Scope, Subject } from './domain/scope.ts';

export interface CallerAccessDeps {
  /** Policies of the schema; none is stated anywhere else. */
  readonly policyAt: PolicyAt;
  readonly decide: typeof decidePolicy;
  readonly clock: Clock;
}

/**
 * What one caller may do, and to whose objects, decided from the schema's policies: the third check after the gateway's and the
 * rules on the fields, and the one that knows the object. Each way must do by itself: what one grant lacks no other adds.
 */
export function createCallerAccess(
  { policyAt, decide, clock }: CallerAccessDeps,
  actor: Actor,
  recordDenial: RequestContext['recordDenial'],
): CallerAccess {
  const allows = (at: Coordinate, { grant }: Subject, object: Scope): boolean => {
    const alone = { ...signedIn({ actor }), grants: grant === undefined ? [] : [grant] };
    return decide(policyAt(at), alone, epochSeconds(clock), object).allowed;
  };
  const ways = (at: Coordinate): readonly Subject[] => {
    const caller = signedIn({ actor });
    const need = grantNeedOf(policyAt(at));
    if (need === undefined) return [ownSubject(caller)];
    return subjectsFor(caller, need, epochSeconds(clock)).filter(
      (way) => way.grant === undefined || allows(at, way, way),
    );
  };
  return {
    ways,
    named: (at, onBehalfOf) => {
      const isOwn = onBehalfOf === null || onBehalfOf === signedIn({ actor }).principalId;
      const way = ways(at).find(({ grant, principalId }) => (grant === undefined ? isOwn : principalId === onBehalfOf));
      if (way === undefined) recordDenial(at, 'owner');
      return way;
    },
    reach: async (at, ids, findOwners) => {
      const candidates = ways(at);
      return reachable(ids, candidates, (wanted) => findOwners(wanted, candidates));
    },
    wayTo: (at, candidates, object) => {
      const way = candidates.find((candidate) => allows(at, candidate, object));
      if (way !== undefined) return way;
      const decision = decide(policyAt(at), actor, epochSeconds(clock), object);
      // Allowed by all grants together, and by none alone: each lacks something.
      recordDenial(at, decision.allowed ? 'grant_level' : decision.reason);
      return undefined;
    },
    refuse: recordDenial,
  };
}
