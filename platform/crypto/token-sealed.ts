import { hkdfSync, randomBytes } from 'node:crypto';
import { AES_KEY_BYTES, GCM_NONCE_BYTES, ciphertextInvalid, gcmDecrypt, gcmEncrypt } from './aes-gcm.ts';
import { encodeBoundContext } from './encryption-context.ts';
import type { EncryptionContext } from './encryption-context.ts';

/** Name and version of the format: first byte of the result and part of the additional data. */
const FORMAT = 'lrt1';
const FORMAT_BYTE = 1;

/**
 * Encrypts under a key that only the holder of `token` can derive again (HKDF-SHA256, RFC 5869; AES-256-GCM), bound to `context`.
 * Nobody who reads the result without the token learns anything, whatever other keys they have; it is as strong as the token is
 * random.
 * @param token at least 128 unguessable bits, as text; never stored beside the result
 * @param context names this one result: no two results of a token may share it
 * @returns one format byte, nonce, ciphertext and tag
 */
export function sealUnderToken(token: string, plaintext: Uint8Array, context: EncryptionContext): Buffer {
  const nonce = randomBytes(GCM_NONCE_BYTES);
  const additionalData = encodeBoundContext(FORMAT, '', context);
  const sealed = gcmEncrypt(keyOf(token, additionalData), nonce, plaintext, additionalData);
  return Buffer.concat([Buffer.of(FORMAT_BYTE), nonce, sealed]);
}

/**
 * Decrypts what `sealUnderToken` made.
 * @throws AppError CIPHERTEXT_INVALID for another token or context, and when it was changed
 */
export function openUnderToken(token: string, sealed: Buffer, context: EncryptionContext): Buffer {
  if (sealed[0] !== FORMAT_BYTE) throw ciphertextInvalid('the sealed value has an unknown format');
  const nonce = sealed.subarray(1, 1 + GCM_NONCE_BYTES);
  const additionalData = encodeBoundContext(FORMAT, '', context);
  return gcmDecrypt(keyOf(token, additionalData), nonce, sealed.subarray(1 + GCM_NONCE_BYTES), additionalData);
}

function keyOf(token: string, info: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(token, 'utf8'), Buffer.alloc(0), info, AES_KEY_BYTES));
}
