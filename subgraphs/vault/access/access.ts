import { denialError, grantNeedOf, subjectsFor, subjectsNamed, tiersOf, wayTo } from '#platform/access';
import { auditActor } from '#platform/audit';
import { signedIn } from '#platform/auth';
import { epochSeconds } from '#platform/clock';
import { AppError } from '#platform/errors';
import type { DenialReason, GrantNeed, PolicyAt, Subject, decide } from '#platform/access';
import type { Tier } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { RequestContext } from '#platform/graphql';
import type { OwnedObject, Reach, Requester } from '../domain/requester.ts';

/** One owner's rows as far as the caller reaches, and the ways by which. */
export interface NamedReach extends Reach {
  readonly subjects: readonly Subject[];
}

export type Decide = typeof decide;

export interface AccessDeps {
  /** What the schema demands; nothing here states a policy of its own. */
  readonly policyAt: PolicyAt;
  readonly clock: Clock;
  /** The real decision, unless a test switches this layer off; no configuration reaches it. */
  readonly decide: Decide;
}

/** What a request's caller may touch, by schema coordinate. Everything comes from the verified context token and the schema. */
export interface Access {
  /** Every subject whose rows may be tried there: the caller's own first. @throws AppError UNAUTHENTICATED */
  subjectsAt(coordinate: string): Subject[];
  /**
   * How far the caller reaches into the rows of whom they name. A refusal is recorded.
   * @param path of the argument, for the answer
   * @throws AppError NOT_FOUND when nobody of that id granted what is needed, whether or not there is somebody; UNAUTHENTICATED
   */
  reachNamed(coordinate: string, onBehalfOf: string | null | undefined, path: string): NamedReach;
  /**
   * Who adds a new object to the rows of whom they name.
   * @throws AppError as `reachNamed`, and FORBIDDEN for a tier that the caller does not have there
   */
  toAdd(coordinate: string, onBehalfOf: string | null | undefined, tier: Tier): Requester;
  /** The subject by which a loaded row is opened; a refusal is recorded, and looks like a missing row to the caller. */
  wayTo(coordinate: string, subjects: readonly Subject[], object: OwnedObject): Subject | undefined;
  /** @param others further entries of the same grant: while access is staged, a grant has two */
  requesterAs(coordinate: string, subject: Subject, others?: readonly Subject[]): Requester;
}

/** @param context of the request */
export function createAccess(
  deps: AccessDeps,
  context: Pick<RequestContext, 'actor' | 'requestId' | 'recordDenial'>,
): Access {
  const { policyAt } = deps;
  const now = (): number => epochSeconds(deps.clock);
  /** The decision, and besides it a way whose own tiers reach the object: its grant is the one to record. */
  const open = (coordinate: string, subjects: readonly Subject[], object: OwnedObject): Subject | DenialReason => {
    const { tenantId, principalId, tier } = object;
    const about = { tenantId, principalId, tier };
    const decision = deps.decide(policyAt(coordinate), signedIn(context), now(), about);
    const way = decision.allowed ? (wayTo(subjects, tier) ?? 'tier') : decision.reason;
    if (typeof way === 'string') context.recordDenial(coordinate, way);
    return way;
  };
  const access: Access = {
    subjectsAt: (coordinate) => subjectsFor(signedIn(context), needAt(policyAt, coordinate), now()),
    reachNamed: (coordinate, onBehalfOf, path) => {
      const subjects = subjectsNamed(signedIn(context), onBehalfOf, needAt(policyAt, coordinate), now());
      const [first] = subjects;
      if (first === undefined) {
        context.recordDenial(coordinate, 'owner');
        throw new AppError('NOT_FOUND', { fields: { [path]: ['is nobody for whom you may act here'] } });
      }
      return { tenantId: first.tenantId, principalId: first.principalId, tiers: tiersOf(subjects), subjects };
    },
    toAdd: (coordinate, onBehalfOf, tier) => {
      const { subjects, ...owner } = access.reachNamed(coordinate, onBehalfOf, 'input.onBehalfOf');
      const way = open(coordinate, subjects, { ...owner, tier });
      if (typeof way === 'string') throw denialError(way, policyAt(coordinate));
      return access.requesterAs(coordinate, way);
    },
    wayTo: (coordinate, subjects, object) => {
      const way = open(coordinate, subjects, object);
      return typeof way === 'string' ? undefined : way;
    },
    requesterAs: (coordinate, subject, others = []) => {
      const caller = signedIn(context);
      const { tenantId, principalId, grant } = subject;
      return {
        caller,
        owner: { tenantId, principalId },
        grantId: grant?.id ?? null,
        accessLevel: needAt(policyAt, coordinate).level,
        actor: auditActor(caller, grant),
        requestId: context.requestId,
        admits: (object) => access.wayTo(coordinate, [subject, ...others], object) !== undefined,
        countRefusedLink: () => {
          context.recordDenial(coordinate, 'ticket');
        },
      };
    },
  };
  return access;
}

/** Where the schema lets nobody in by a grant, no grant is enough. */
function needAt(policyAt: PolicyAt, coordinate: string): GrantNeed {
  return grantNeedOf(policyAt(coordinate)) ?? { roles: [], level: 'limited_write' };
}
