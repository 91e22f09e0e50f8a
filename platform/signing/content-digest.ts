import { hash } from 'node:crypto';

/** `sha-256` of 32 bytes in the one canonical base64 spelling. */
const CONTENT_DIGEST_PATTERN = /^sha-256=:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=:$/;
const NO_BYTES = new Uint8Array(0);

/**
 * The Content-Digest field value of a body (RFC 9530 section 2).
 * @param body bytes as sent; `undefined` stands for an empty body
 */
export function contentDigest(body: Uint8Array | undefined): string {
  return `sha-256=:${hash('sha256', body ?? NO_BYTES, 'base64')}:`;
}

/** Whether `value` is exactly one SHA-256 digest, the only form we write. */
export function isContentDigest(value: string): boolean {
  return CONTENT_DIGEST_PATTERN.test(value);
}
