import { hash } from 'node:crypto';
import { canonicalJson } from '#platform/tlog';
import type { AuditDetail } from './event.ts';

/** Separates this commitment from every other use of SHA-256 (audit design, section 5). */
const DETAIL_TAG = Buffer.from('lifeready-audit/detail/v1\0');
export const DETAIL_SALT_BYTES = 32;

/**
 * What a leaf holds of a detail: SHA-256(tag ‖ 0x00 ‖ salt ‖ JCS(detail)). The tag and the fixed length of the salt leave
 * one reading only; without the salt the hash says nothing.
 * @param salt 32 random bytes
 * @throws RangeError for a salt of another length; TlogError not_json for a detail that JSON cannot hold
 */
export function commitToDetail(detail: AuditDetail, salt: Buffer): Buffer {
  if (salt.length !== DETAIL_SALT_BYTES) throw new RangeError('the salt of a detail has 32 bytes');
  return hash('sha256', Buffer.concat([DETAIL_TAG, salt, canonicalJson(detail)]), 'buffer');
}
