import { z } from 'zod';
import { DETAIL_SALT_BYTES } from '#platform/audit';
import { openSecret, pooledRandomBytes, sealSecret } from '#platform/crypto';
import type { KeyManagement } from '#platform/crypto';
import type { AuditDetail } from '#platform/audit';

/** A detail with the salt of its commitment. */
export interface SaltedDetail {
  readonly salt: Buffer;
  readonly detail: AuditDetail;
}

const sealedSchema = z.strictObject({
  salt: z.base64().transform((text) => Buffer.from(text, 'base64')),
  detail: z.record(z.string(), z.json()),
});

export function saltDetail(detail: AuditDetail): SaltedDetail {
  return { salt: pooledRandomBytes(DETAIL_SALT_BYTES), detail };
}

/** Salt and detail leave memory sealed only: with the salt gone, the commitment in the leaf says nothing. */
export async function sealDetail(kms: KeyManagement, eventId: string, { salt, detail }: SaltedDetail): Promise<string> {
  const content = JSON.stringify({ salt: salt.toString('base64'), detail });
  return sealSecret(kms, Buffer.from(content), contextOf(eventId));
}

/** @throws AppError CIPHERTEXT_INVALID when it was changed or belongs to another event; KEY_UNAVAILABLE */
export async function openDetail(kms: KeyManagement, eventId: string, sealed: string): Promise<SaltedDetail> {
  return sealedSchema.parse(JSON.parse((await openSecret(kms, sealed, contextOf(eventId))).toString('utf8')));
}

function contextOf(eventId: string): Record<string, string> {
  return { purpose: 'audit-detail', eventId };
}
