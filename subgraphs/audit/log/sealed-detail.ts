import { z } from 'zod';
import { DETAIL_SALT_BYTES } from '#platform/audit';
import { isSealedWithKey, openSecret, openWithKey, pooledRandomBytes, sealWithKey } from '#platform/crypto';
import { canonicalJson } from '#platform/tlog';
import type { KeyObject } from 'node:crypto';
import type { KeyManagement } from '#platform/crypto';
import type { AuditDetail } from '#platform/audit';
import type { StoredDetail } from './types.ts';
import type { SubjectKeys } from './subject-keys.ts';

/** A detail with the salt of its commitment. */
export interface SaltedDetail {
  readonly salt: Buffer;
  readonly detail: AuditDetail;
}

/** Of details from before subjects had keys. */
const sealedAloneSchema = z.strictObject({
  salt: z.base64().transform((text) => Buffer.from(text, 'base64')),
  detail: z.record(z.string(), z.json()),
});
const detailSchema = z.record(z.string(), z.json());

export function saltDetail(detail: AuditDetail): SaltedDetail {
  return { salt: pooledRandomBytes(DETAIL_SALT_BYTES), detail };
}

/** Salt and detail leave memory sealed only: with the salt gone, the commitment in the leaf says nothing. */
export function sealDetail(key: KeyObject, eventId: string, { salt, detail }: SaltedDetail): string {
  return sealWithKey(key, Buffer.concat([salt, canonicalJson(detail)]), contextOf(eventId));
}

/**
 * @returns undefined when the key of its subject was destroyed: nobody opens it any more
 * @throws AppError CIPHERTEXT_INVALID when it was changed or belongs to another event; KEY_UNAVAILABLE
 */
export async function openDetail(
  subjectKeys: SubjectKeys,
  eventId: string,
  { sealed, subjectRef, wrappedKey }: StoredDetail,
): Promise<SaltedDetail | undefined> {
  if (!isSealedWithKey(sealed)) return openAlone(subjectKeys.kms, eventId, sealed);
  if (subjectRef === null || wrappedKey === null) return undefined;
  const content = openWithKey(await subjectKeys.open(subjectRef, wrappedKey), sealed, contextOf(eventId));
  const detail = detailSchema.parse(JSON.parse(content.toString('utf8', DETAIL_SALT_BYTES)));
  return { salt: content.subarray(0, DETAIL_SALT_BYTES), detail };
}

async function openAlone(kms: KeyManagement, eventId: string, sealed: string): Promise<SaltedDetail> {
  const content = await openSecret(kms, sealed, { purpose: 'audit-detail', eventId });
  return sealedAloneSchema.parse(JSON.parse(content.toString('utf8')));
}

function contextOf(eventId: string): string {
  return `audit-detail/${eventId}`;
}
