import { ciphertextInvalid, gcmDecrypt, gcmEncrypt, GCM_NONCE_BYTES } from './aes-gcm.ts';
import { encodeBoundContext } from './encryption-context.ts';
import { pooledRandomBytes } from './random-pool.ts';
import type { EncryptionContext } from './encryption-context.ts';
import type { KeyManagement } from './kms.ts';

/** Name and version of the format: first part of the text and part of the additional data. */
const FORMAT = 'lrs1';
/** What a sealed secret may hold at most; larger things are files and go through the chunked streams. */
const SECRET_MAX_BYTES = 1024 * 1024;

/**
 * Encrypts a short value with AES-256-GCM under a fresh data key, bound to `context`. Sealing the same value twice gives two texts.
 * Format: `lrs1.<keyId>.<wrapped data key>.<nonce>.<ciphertext and tag>`, each part after the first in base64url without padding.
 * @param plaintext at most 1 MiB; not changed
 * @returns text for a database column
 * @throws RangeError when the value is too large
 * @throws AppError KEY_UNAVAILABLE
 */
export async function sealSecret(kms: KeyManagement, plaintext: Buffer, context: EncryptionContext): Promise<string> {
  if (plaintext.length > SECRET_MAX_BYTES)
    throw new RangeError(`A sealed secret holds at most ${String(SECRET_MAX_BYTES)} bytes`);
  const dataKey = await kms.generateDataKey(context);
  try {
    const nonce = pooledRandomBytes(GCM_NONCE_BYTES);
    const sealed = gcmEncrypt(dataKey.plaintext, nonce, plaintext, encodeBoundContext(FORMAT, dataKey.keyId, context));
    const parts = [Buffer.from(dataKey.keyId, 'utf8'), dataKey.wrapped, nonce, sealed];
    return [FORMAT, ...parts.map((part) => part.toString('base64url'))].join('.');
  } finally {
    dataKey.plaintext.fill(0);
  }
}

/**
 * Decrypts what `sealSecret` made.
 * @param context the one it was sealed with
 * @throws AppError CIPHERTEXT_INVALID when the text was changed, is of an unknown format, or belongs to another context
 * @throws AppError KEY_UNAVAILABLE when its master key is disabled or not known here
 */
export async function openSecret(
  kms: KeyManagement,
  sealedSecret: string,
  context: EncryptionContext,
): Promise<Buffer> {
  const [keyIdBytes, wrapped, nonce, sealed] = splitSealedSecret(sealedSecret);
  const keyId = keyIdBytes.toString('utf8');
  const dataKey = await kms.unwrapDataKey({ keyId, wrapped, context });
  try {
    return gcmDecrypt(dataKey, nonce, sealed, encodeBoundContext(FORMAT, keyId, context));
  } finally {
    dataKey.fill(0);
  }
}

function splitSealedSecret(text: string): readonly [Buffer, Buffer, Buffer, Buffer] {
  const [format, keyId, wrapped, nonce, sealed, ...rest] = text.split('.');
  if (format !== FORMAT || rest.length > 0) throw ciphertextInvalid('the sealed secret has an unknown format');
  return [decodeStrictly(keyId), decodeStrictly(wrapped), decodeStrictly(nonce), decodeStrictly(sealed)];
}

/** Buffer.from skips what is not base64url and ignores spare bits; comparing the way back leaves exactly one text per secret. */
function decodeStrictly(part: string | undefined): Buffer {
  const bytes = Buffer.from(part ?? '', 'base64url');
  if (bytes.length === 0 || bytes.toString('base64url') !== part)
    throw ciphertextInvalid('the sealed secret is not well formed');
  return bytes;
}
