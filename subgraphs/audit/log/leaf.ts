import { hash } from 'node:crypto';
import { canonicalJson } from '#platform/tlog';
import type { AuditActor, AuditEvent } from '#platform/audit';

/** Who did it, as a leaf says it: pseudonyms of one tenant, and what is nobody's secret. */
export interface LeafActor {
  readonly actorRef: string | null;
  readonly actorType: AuditActor['type'];
  readonly actorRole: string | null;
  readonly sessionRef: string | null;
  readonly clientId: string | null;
  /** The grant by which the actor acted for somebody else. */
  readonly grantRef: string | null;
  /** On whose behalf: who gave the grant. Null for oneself. */
  readonly onBehalfOfRef: string | null;
}

/** Everything that goes into a leaf. */
export interface LeafContent extends LeafActor {
  readonly kind: AuditEvent['kind'];
  readonly eventId: string;
  readonly intentId: string | null;
  readonly service: string;
  readonly recordedAt: string;
  readonly tenantRef: string;
  readonly tenantSeq: number;
  /** Hex of the tenant's previous leaf hash; 64 zeros for its first. */
  readonly tenantPrev: string;
  readonly action: string;
  readonly targetType: string;
  readonly targetRef: string;
  readonly tier: string;
  readonly outcome: string;
  readonly reasonCode: string | null;
  readonly requestId: string;
  /** Hex; null for outcomes, which have no detail. */
  readonly detailCommit: string | null;
}

/**
 * Form of the leaves that are written now. Form 1 has no `on_behalf_of_ref`, which reads as null. A leaf is verified by its bytes,
 * so a form is never changed and never written again once it has a successor.
 */
const LEAF_VERSION = 2;

/**
 * The leaf: canonical JSON (RFC 8785), stored and served verbatim, never serialised again to be verified. It holds
 * pseudonyms and a commitment, no free text: privacy and spam both end here.
 */
export function formatLeaf(content: LeafContent): string {
  return canonicalJson({
    v: LEAF_VERSION,
    type: content.kind,
    event_id: content.eventId,
    intent_id: content.intentId,
    service: content.service,
    recorded_at: content.recordedAt,
    tenant_ref: content.tenantRef,
    tenant_seq: content.tenantSeq,
    tenant_prev: content.tenantPrev,
    actor_ref: content.actorRef,
    actor_type: content.actorType,
    actor_role: content.actorRole,
    session_ref: content.sessionRef,
    client_id: content.clientId,
    grant_ref: content.grantRef,
    on_behalf_of_ref: content.onBehalfOfRef,
    action: content.action,
    target_type: content.targetType,
    target_ref: content.targetRef,
    tier: content.tier,
    outcome: content.outcome,
    reason_code: content.reasonCode,
    request_id: content.requestId,
    detail_commit: content.detailCommit,
  }).toString('utf8');
}

/**
 * What an event said, to tell a repeated event from another one under the same id; and how much that is.
 * @returns SHA-256 and length of its canonical bytes
 * @throws TlogError not_json when the event holds what JSON cannot
 */
export function measureEvent(event: AuditEvent, service: string): { eventHash: Buffer; byteSize: number } {
  const bytes = canonicalJson({ service, event: hashed(event) });
  return { eventHash: hash('sha256', bytes, 'buffer'), byteSize: bytes.length };
}

/**
 * Nobody's behalf is left out, as it was before events said it: an event that was appended then and is sent again now is the same
 * event.
 */
function hashed(event: AuditEvent): unknown {
  if (event.kind === 'OUTCOME' || event.actor.onBehalfOfPrincipalId !== null) return event;
  const { onBehalfOfPrincipalId: _nobody, ...actor } = event.actor;
  return { ...event, actor };
}
