import { openDetail } from '../log/sealed-detail.ts';
import type { AuditDetail } from '#platform/audit';
import type { KeyManagement } from '#platform/crypto';
import type { Database } from '#platform/db';

const DETAILS = `SELECT event_id AS "eventId", sealed FROM audit_detail WHERE event_id = ANY($1::uuid[])`;

/** Opens the details of entries that an auditor has found, in the order asked for; null for one that was erased. */
export type ReadDetails = (eventIds: readonly string[]) => Promise<(AuditDetail | null)[]>;

/** @throws (when read) AppError CIPHERTEXT_INVALID for a detail that was changed, KEY_UNAVAILABLE */
export function createDetailReader(db: Database, kms: KeyManagement): ReadDetails {
  return async (eventIds) => {
    const rows = await db.read(null, async (tx) => {
      await tx.query(`SELECT set_config('app.purpose', 'auditor', true)`);
      return tx.query<{ eventId: string; sealed: string }>(DETAILS, [eventIds]);
    });
    const sealedOf = new Map(rows.map(({ eventId, sealed }) => [eventId, sealed]));
    return Promise.all(
      eventIds.map(async (eventId) => {
        const sealed = sealedOf.get(eventId);
        return sealed === undefined ? null : (await openDetail(kms, eventId, sealed)).detail;
      }),
    );
  };
}
