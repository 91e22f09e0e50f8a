import type { EntryRow } from '../log/types.ts';

/**
 * From the leaf, which is what is proven; no column of its own could disagree with it. A leaf of the first form says nothing of
 * on whose behalf, which reads as null.
 */
export const GRANT_REF = `(e.leaf::jsonb ->> 'grant_ref')::uuid`;
export const ON_BEHALF_OF_REF = `(e.leaf::jsonb ->> 'on_behalf_of_ref')::uuid`;

/** Columns of `audit_entry e` under the names of `EntryRow`. */
export const ENTRY_COLUMNS = `e.index, e.event_id AS "eventId", e.kind, e.intent_id AS "intentId", e.service, e.tenant_ref AS "tenantRef",
  e.tenant_seq AS "tenantSeq", e.actor_ref AS "actorRef", e.actor_type AS "actorType",
  ${GRANT_REF} AS "grantRef", ${ON_BEHALF_OF_REF} AS "onBehalfOfRef", e.owner_ref AS "ownerRef", e.action,
  e.target_type AS "targetType", e.target_ref AS "targetRef", e.tier, e.outcome, e.request_id AS "requestId",
  e.recorded_at AS "recordedAt", e.event_hash AS "eventHash", e.leaf`;

/** A row as the driver gives it: bigints as text, times as Date. */
export type StoredEntry = Omit<EntryRow, 'index' | 'tenantSeq' | 'recordedAt'> & {
  readonly index: string;
  readonly tenantSeq: string;
  readonly recordedAt: Date;
};

/** Indexes stay below 2^53, so a JS number holds them exactly. */
export function toEntry(row: StoredEntry): EntryRow {
  return {
    ...row,
    index: Number(row.index),
    tenantSeq: Number(row.tenantSeq),
    recordedAt: row.recordedAt.toISOString(),
  };
}
