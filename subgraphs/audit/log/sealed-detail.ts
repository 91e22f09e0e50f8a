import { randomBytes } from 'node:crypto';
import { openSecret, sealSecret } from '#platform/crypto';
import { DETAIL_SALT_BYTES } from './leaf.ts';
import type { KeyManagement } from '#platform/crypto';
import type { AuditDetail } from '#platform/audit';

/** A detail with the salt of its commitment. */
export interface SaltedDetail {
  readonly salt: Buffer;
  readonly detail: AuditDetail;
}

export function saltDetail(detail: AuditDetail): SaltedDetail {
  return { salt: randomBytes(DETAIL_SALT_BYTES), detail };
}

/** Salt and detail leave memory sealed only: with the salt gone, the commitment in the leaf says nothing. */
export async function sealDetail(kms: KeyManagement, eventId: string, { salt, detail }: SaltedDetail): Promise<string> {
  const content = JSON.stringify({ salt: salt.toString('base64'), detail });
  return sealSecret(kms, Buffer.from(content), contextOf(eventId));
}

/** @throws AppError CIPHERTEXT_INVALID when it was changed or belongs to another event */
export async function openDetail(kms: KeyManagement, eventId: string, sealed: string): Promise<SaltedDetail> {
  const { salt, detail } = JSON.parse((await openSecret(kms, sealed, contextOf(eventId))).toString('utf8')) as {
    salt: string;
    detail: AuditDetail;
  };
  return { salt: Buffer.from(salt, 'base64'), detail };
}

function contextOf(eventId: string): Record<string, string> {
  return { purpose: 'audit-detail', eventId };
}
