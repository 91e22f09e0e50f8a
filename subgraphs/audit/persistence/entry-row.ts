import { z } from 'zod';
import type { EntryRow } from '../log/types.ts';

/**
 * From the leaf, which is what is proven; no column of its own could disagree with it. A leaf of the first form says nothing of
 * on whose behalf, which reads as null. Read here and not in SQL: a reference that is computed there cannot be looked up by an
 * index behind row-level security, so that each entry would be held against every pseudonym of the tenant.
 */
const leafSchema = z.looseObject({ grant_ref: z.uuid().nullish(), on_behalf_of_ref: z.uuid().nullish() });

/** Columns of `audit_entry e` under the names of `EntryRow`. */
export const ENTRY_COLUMNS = `e.index, e.event_id AS "eventId", e.kind, e.intent_id AS "intentId", e.service, e.tenant_ref AS "tenantRef",
  e.tenant_seq AS "tenantSeq", e.actor_ref AS "actorRef", e.actor_type AS "actorType",
  e.owner_ref AS "ownerRef", e.action,
  e.target_type AS "targetType", e.target_ref AS "targetRef", e.tier, e.outcome, e.request_id AS "requestId",
  e.recorded_at AS "recordedAt", e.event_hash AS "eventHash", e.leaf`;

/** A row as the driver gives it: bigints as text, times as Date. */
export type StoredEntry = Omit<EntryRow, 'index' | 'tenantSeq' | 'recordedAt' | 'grantRef' | 'onBehalfOfRef'> & {
  readonly index: string;
  readonly tenantSeq: string;
  readonly recordedAt: Date;
};

/** Indexes stay below 2^53, so a JS number holds them exactly. */
export function toEntry(row: StoredEntry): EntryRow {
  const { grant_ref: grantRef = null, on_behalf_of_ref: onBehalfOfRef = null } = leafSchema.parse(JSON.parse(row.leaf));
  return {
    ...row,
    grantRef,
    onBehalfOfRef,
    index: Number(row.index),
    tenantSeq: Number(row.tenantSeq),
    recordedAt: row.recordedAt.toISOString(),
  };
}
