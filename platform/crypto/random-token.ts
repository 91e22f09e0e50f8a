import { createHash, randomBytes } from 'node:crypto';

/** 256 bits: what our tokens and tickets have unless a protocol says otherwise. */
const TOKEN_BYTES = 32;
/** 128 bits, the least that OWASP ASVS 5.0 (11.5.1) allows for something that must not be guessed. */
const TOKEN_BYTES_MIN = 16;

/**
 * A new unguessable token from the system's random source, in base64url without padding.
 * @param bytes randomness in bytes, 16 at least
 * @throws RangeError when fewer bytes are asked for
 */
export function createToken(bytes: number = TOKEN_BYTES): string {
  if (!Number.isSafeInteger(bytes) || bytes < TOKEN_BYTES_MIN)
    throw new RangeError(`A token needs at least ${String(TOKEN_BYTES_MIN)} bytes`);
  return randomBytes(bytes).toString('base64url');
}

/**
 * SHA-256 of the token's text: what is stored instead of the token. A plain hash is enough because a token has at least 128 random bits;
 * it is not fit for passwords.
 */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
