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
  const leaf = JSON.stringify(sortedMembers(content));
  // Strings that are not well formed would be escaped here, which is JSON and not canonical.
  if (LONE_SURROGATE.test(leaf)) return canonicalJson(sortedMembers(content)).toString('utf8');
  return leaf;
}

/** As `JSON.stringify` writes half a character. It may stand in a leaf as text too; then the canonical writer decides. */
const LONE_SURROGATE = /\\ud[89a-f]/;

/** In the order in which RFC 8785 wants them, where `JSON.stringify` writes what the canonical writer writes, and sooner. */
function sortedMembers(content: LeafContent): Record<string, string | number | null> {
  return {
    action: content.action,
    actor_ref: content.actorRef,
    actor_role: content.actorRole,
    actor_type: content.actorType,
    client_id: content.clientId,
    detail_commit: content.detailCommit,
    event_id: content.eventId,
    grant_ref: content.grantRef,
    intent_id: content.intentId,
    on_behalf_of_ref: content.onBehalfOfRef,
    outcome: content.outcome,
    reason_code: content.reasonCode,
    recorded_at: content.recordedAt,
    request_id: content.requestId,
    service: content.service,
    session_ref: content.sessionRef,
    target_ref: content.targetRef,
    target_type: content.targetType,
    tenant_prev: content.tenantPrev,
    tenant_ref: content.tenantRef,
    tenant_seq: content.tenantSeq,
    tier: content.tier,
    type: content.kind,
    v: LEAF_VERSION,
  };
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
