import { createSecretKey } from 'node:crypto';
import { AES_KEY_BYTES, GCM_NONCE_BYTES, ciphertextInvalid, gcmDecrypt, gcmEncrypt } from './aes-gcm.ts';
import { pooledRandomBytes } from './random-pool.ts';
import type { KeyObject } from 'node:crypto';

/** Name and version of the format: first part of the text and part of the additional data. */
const FORMAT = 'lrk1';

/** Holds a key without its bytes being in sight. @param key 32 bytes; the caller may overwrite them */
export function holdKey(key: Buffer): KeyObject {
  if (key.length !== AES_KEY_BYTES) throw new RangeError(`a key has ${String(AES_KEY_BYTES)} bytes`);
  return createSecretKey(key);
}

/**
 * Encrypts a short value with AES-256-GCM under a key that many values share. Nonces are random, so one key should seal no more than 2^32
 * values (NIST SP 800-38D section 8.3). Format: `lrk1.<nonce>.<ciphertext and tag>`, in base64url without padding.
 * @param context what the value belongs to: the same text is needed to open it. Of several parts only those of fixed length, or the last, may
 *   be free, or two contexts could be one text
 */
export function sealWithKey(key: KeyObject, plaintext: Uint8Array, context: string): string {
  const nonce = pooledRandomBytes(GCM_NONCE_BYTES);
  const sealed = gcmEncrypt(key, nonce, plaintext, additionalData(context));
  return `${FORMAT}.${nonce.toString('base64url')}.${sealed.toString('base64url')}`;
}

/** Whether a text says that `sealWithKey` made it. */
export function isSealedWithKey(text: string): boolean {
  return text.startsWith(`${FORMAT}.`);
}

/** Decrypts what `sealWithKey` made. @throws AppError CIPHERTEXT_INVALID when it was changed, or key or context are others */
export function openWithKey(key: KeyObject, text: string, context: string): Buffer {
  const [format, nonce = '', sealed = '', ...rest] = text.split('.');
  const bytes = [nonce, sealed].map((part) => Buffer.from(part, 'base64url'));
  // Of several spellings of the same bytes only one is good.
  const isWritten = bytes.map((part) => part.toString('base64url')).join('.') === `${nonce}.${sealed}`;
  const [nonceBytes, sealedBytes] = bytes;
  if (format !== FORMAT || rest.length > 0 || !isWritten || nonceBytes === undefined || sealedBytes === undefined)
    throw ciphertextInvalid('not of the format');
  return gcmDecrypt(key, nonceBytes, sealedBytes, additionalData(context));
}

function additionalData(context: string): Buffer {
  return Buffer.from(`${FORMAT}\0${context}`);
}
