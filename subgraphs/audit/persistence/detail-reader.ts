import { openDetail } from '../log/sealed-detail.ts';
import type { AuditDetail } from '#platform/audit';
import type { Database } from '#platform/db';
import type { SubjectKeys } from '../log/subject-keys.ts';
import type { StoredDetail } from '../log/types.ts';

const DETAILS = `SELECT d.event_id AS "eventId", d.sealed, d.subject_ref AS "subjectRef", k.wrapped AS "wrappedKey"
  FROM audit_detail d LEFT JOIN subject_key k USING (tenant_ref, subject_ref) WHERE d.event_id = ANY($1::uuid[])`;

/** Opens the details of entries that an auditor has found, in the order asked for; null for one that was erased. */
export type ReadDetails = (eventIds: readonly string[]) => Promise<(AuditDetail | null)[]>;

/** @throws (when read) AppError CIPHERTEXT_INVALID for a detail that was changed, KEY_UNAVAILABLE */
export function createDetailReader(db: Database, subjectKeys: SubjectKeys): ReadDetails {
  return async (eventIds) => {
    const rows = await db.read(null, async (tx) => {
      await tx.query(`SELECT set_config('app.purpose', 'auditor', true)`);
      return tx.query<StoredDetail & { eventId: string }>(DETAILS, [eventIds]);
    });
    const storedOf = new Map(rows.map((row) => [row.eventId, row]));
    return Promise.all(
      eventIds.map(async (eventId) => {
        const stored = storedOf.get(eventId);
        return (stored && (await openDetail(subjectKeys, eventId, stored))?.detail) ?? null;
      }),
    );
  };
}
