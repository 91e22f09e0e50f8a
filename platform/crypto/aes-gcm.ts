import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import { AppError } from '#platform/errors';
import type { KeyObject } from 'node:crypto';

/** AES-256 keys, in bytes. */
export const AES_KEY_BYTES = 32;
/** The GCM nonce size that needs no extra hashing, in bytes (NIST SP 800-38D section 8.2). */
export const GCM_NONCE_BYTES = 12;
/** The full GCM tag, in bytes; shorter ones are never accepted. */
export const GCM_TAG_BYTES = 16;

const ALGORITHM = 'aes-256-gcm';

/**
 * Encrypts with AES-256-GCM. The caller guarantees that a nonce never repeats under a key.
 * @returns ciphertext followed by the 16-byte tag (RFC 5116 section 5.2)
 */
export function gcmEncrypt(
  key: Buffer | KeyObject,
  nonce: Buffer,
  plaintext: Uint8Array,
  additionalData: Uint8Array,
): Buffer {
  const cipher = createCipheriv(ALGORITHM, keyObject(key), nonce, { authTagLength: GCM_TAG_BYTES });
  cipher.setAAD(additionalData);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Decrypts what `gcmEncrypt` made. No plaintext is returned before the tag has been verified.
 * @throws AppError CIPHERTEXT_INVALID when it was changed, or key, nonce or additional data are not those it was made with
 */
export function gcmDecrypt(key: Buffer | KeyObject, nonce: Buffer, sealed: Buffer, additionalData: Uint8Array): Buffer {
  if (nonce.length !== GCM_NONCE_BYTES || sealed.length < GCM_TAG_BYTES)
    throw ciphertextInvalid('shorter than nonce and tag');
  const tagStart = sealed.length - GCM_TAG_BYTES;
  const decipher = createDecipheriv(ALGORITHM, keyObject(key), nonce, { authTagLength: GCM_TAG_BYTES });
  decipher.setAAD(additionalData);
  decipher.setAuthTag(sealed.subarray(tagStart));
  const plaintext = decipher.update(sealed.subarray(0, tagStart));
  try {
    decipher.final();
  } catch {
    plaintext.fill(0);
    throw ciphertextInvalid('the authentication tag does not match');
  }
  return plaintext;
}

/** Node takes bytes too, but asks first, the long way, whether they are one of its key objects: that costs more than to encrypt. */
function keyObject(key: Buffer | KeyObject): KeyObject {
  return Buffer.isBuffer(key) ? createSecretKey(key) : key;
}

/** The one answer to a ciphertext that fails a check; `reason` stays in the log. */
export function ciphertextInvalid(reason: string): AppError {
  return new AppError('CIPHERTEXT_INVALID', { cause: new Error(reason) });
}
