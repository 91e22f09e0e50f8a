import { createHash } from 'node:crypto';
import { canonicalJson } from '#platform/tlog';
import type { AuditActor, AuditDetail, AuditEvent } from '#platform/audit';

/** Separates this commitment from every other use of SHA-256 (audit design, section 5). */
const DETAIL_TAG = 'lifeready-audit/detail/v1';
export const DETAIL_SALT_BYTES = 32;

/** Who and what an entry is about, as pseudonyms of one tenant. */
export interface LeafReferences {
  readonly tenantRef: string;
  readonly actorRef: string | null;
  readonly targetRef: string;
}

/** Everything that goes into a leaf. */
export interface LeafContent extends LeafReferences {
  readonly kind: AuditEvent['kind'];
  readonly eventId: string;
  readonly intentId: string | null;
  readonly service: string;
  readonly recordedAt: string;
  readonly tenantSeq: number;
  /** Hex of the tenant's previous leaf hash; 64 zeros for its first. */
  readonly tenantPrev: string;
  readonly actorType: AuditActor['type'];
  readonly action: string;
  readonly targetType: string;
  readonly tier: string;
  readonly outcome: string;
  readonly reasonCode: string | null;
  readonly requestId: string;
  /** Hex; null for outcomes, which have no detail. */
  readonly detailCommit: string | null;
}

/**
 * The leaf: canonical JSON (RFC 8785), stored and served verbatim, never serialised again to be verified. It holds
 * pseudonyms and a commitment, no free text: privacy and spam both end here.
 */
export function formatLeaf(content: LeafContent): string {
  return canonicalJson({
    v: 1,
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

/** SHA-256(tag ‖ 0x00 ‖ salt ‖ JCS(detail)); the tag and the fixed length of the salt leave one reading only. */
export function commitToDetail(detail: AuditDetail, salt: Buffer): Buffer {
  return createHash('sha256').update(DETAIL_TAG).update(Buffer.of(0)).update(salt).update(canonicalJson(detail)).digest();
}

/** What an event said, to tell a repeated event from another one under the same id. */
export function payloadHash(event: AuditEvent, service: string): Buffer {
  return createHash('sha256').update(canonicalJson({ service, event })).digest();
}
