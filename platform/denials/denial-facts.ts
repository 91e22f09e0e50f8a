import { SYSTEM_TENANT_ID, auditActor, systemActor } from '#platform/audit';
import { derivedId, newId } from '#platform/ids';
import type { AuditActor, AuditDetail, AuditTarget, FactEvent } from '#platform/audit';
import type { Clock } from '#platform/clock';
import type { CountedDenials, Denial, ReasonCounts } from './denial.ts';

/** Request id of entries that stand for many requests. */
const MANY_REQUESTS = 'denials';

/** What became of denials for which there is no entry of their own. */
export interface DenialSummary {
  /** Who was refused; absent for several. */
  readonly actor: Denial['actor'] | undefined;
  readonly reasons: ReasonCounts;
  /** Denials whose entries the log did not take, since the summary before. */
  readonly lost: number;
}

export interface DenialFacts {
  of(counted: CountedDenials, windowSeconds: number): FactEvent;
  summary(summary: DenialSummary, windowSeconds: number): FactEvent;
}

/**
 * Words denials as audit facts. A coordinate has no id, so the target is the principal who was refused, in their own tenant,
 * and where nobody knows who it was, the service that refused. What was asked for and how often is in the sealed detail.
 */
export function createDenialFacts(service: string, clock: Clock): DenialFacts {
  const fact = (
    actor: Denial['actor'] | undefined,
    said: Pick<FactEvent, 'reasonCode' | 'requestId' | 'detail'>,
  ): FactEvent => ({
    kind: 'FACT',
    eventId: newId(clock.now()),
    tenantId: isPrincipal(actor) ? actor.tenantId : SYSTEM_TENANT_ID,
    actor: actorOf(actor),
    action: 'security.authz.deny',
    target: isPrincipal(actor) ? principalTarget(actor.principalId) : serviceTarget(service),
    tier: 'amber',
    outcome: 'DENIED',
    ...said,
  });
  return {
    of: ({ denial, count }, windowSeconds) => {
      const { actor, coordinate, layer, reason, requestId } = denial;
      const caller: AuditDetail = actor.kind === 'service' ? { caller: actor.name } : {};
      const detail = { coordinate, layer, count, windowSeconds, ...caller };
      return fact(actor, { reasonCode: reason, requestId, detail });
    },
    summary: ({ actor, reasons, lost }, windowSeconds) => {
      const count = countOf(reasons);
      const detail = { count, reasons: { ...reasons }, lost, windowSeconds };
      return fact(actor, { reasonCode: 'suppressed', requestId: MANY_REQUESTS, detail });
    },
  };
}

/** How many denials there were. */
export function countOf(reasons: ReasonCounts): number {
  return Object.values(reasons).reduce((sum, count) => sum + count, 0);
}

type Principal = Extract<Denial['actor'], { readonly principalId: string }>;

function isPrincipal(actor: Denial['actor'] | undefined): actor is Principal {
  return actor !== undefined && 'principalId' in actor;
}

/** Of several actors the deployment itself gives account; of a service too, which is part of it. */
function actorOf(actor: Denial['actor'] | undefined): AuditActor {
  return actor === undefined || actor.kind === 'service' ? systemActor : auditActor(actor);
}

function principalTarget(principalId: string): AuditTarget {
  return { type: 'Principal', id: principalId, ownerPrincipalId: principalId };
}

/** The same service always has the same id. */
function serviceTarget(service: string): AuditTarget {
  return { type: 'Service', id: derivedId('lifeready-audit/service/v1', service), ownerPrincipalId: null };
}
