import { createHmac, createSecretKey } from 'node:crypto';
import { AES_KEY_BYTES, GCM_NONCE_BYTES, GCM_TAG_BYTES } from './aes-gcm.ts';
import type { KeyObject } from 'node:crypto';

/** Bytes of random salt at the start of a ciphertext. */
export const SALT_BYTES = 24;
/** Bytes of key commitment after the salt. */
const COMMITMENT_BYTES = 32;
/** Salt and commitment: what comes before the first chunk. */
export const HEADER_BYTES = SALT_BYTES + COMMITMENT_BYTES;
/** Plaintext bytes of every chunk but the last, which always has fewer. */
export const CHUNK_BYTES = 16 * 1024;
/** A full chunk as it is stored. */
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + GCM_TAG_BYTES;

/** "The message MUST NOT exceed 2^38 chunks (4 PiB)." */
const CHUNK_COUNT_MAX = 2 ** 38;
/** 2^38 fits the last five bytes of the nonce. */
const COUNTER_BYTES = 5;
const INFO_PREFIX = Buffer.from('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0', 'ascii');

/** What one message is encrypted with. */
export interface MessageKeys {
  readonly key: KeyObject;
  readonly baseNonce: Buffer;
  readonly commitment: Buffer;
}

/**
 * Key derivation of C2SP chunked-encryption:
 * `key || base nonce || commitment = HKDF-Expand(input key, "c2sp.org/chunked-encryption@v1+" || aead || 0x00 || salt || context)`,
 * with HKDF-Expand (RFC 5869 section 2.3, no Extract step) over SHA-512 and `AEAD_AES_256_GCM`.
 * @param inputKey 32 uniformly random bytes
 * @param salt 24 bytes, never repeated under one input key
 */
export function deriveMessageKeys(inputKey: KeyObject, salt: Uint8Array, context: Uint8Array): MessageKeys {
  const info = Buffer.concat([INFO_PREFIX, salt, context]);
  const output = hkdfExpandSha512(inputKey, info, AES_KEY_BYTES + GCM_NONCE_BYTES + COMMITMENT_BYTES);
  const nonceEnd = AES_KEY_BYTES + GCM_NONCE_BYTES;
  const key = createSecretKey(output.subarray(0, AES_KEY_BYTES));
  output.fill(0, 0, AES_KEY_BYTES);
  return { key, baseNonce: output.subarray(AES_KEY_BYTES, nonceEnd), commitment: output.subarray(nonceEnd) };
}

/**
 * Nonce of a chunk: the base nonce XOR the chunk number, big-endian.
 * @param chunkNumber from zero
 * @throws RangeError at 2^38 chunks
 */
export function chunkNonce(baseNonce: Buffer, chunkNumber: number): Buffer {
  if (chunkNumber >= CHUNK_COUNT_MAX) throw new RangeError('A message holds at most 2^38 chunks');
  const counter = Buffer.alloc(GCM_NONCE_BYTES);
  counter.writeUIntBE(chunkNumber, GCM_NONCE_BYTES - COUNTER_BYTES, COUNTER_BYTES);
  return Buffer.from(baseNonce.map((byte, index) => byte ^ counter.readUInt8(index)));
}

/**
 * Size of the ciphertext of a plaintext of `plaintextBytes`; there is exactly one. Lets a writer announce a length before it encrypts.
 */
export function ciphertextByteSize(plaintextBytes: number): number {
  if (!Number.isSafeInteger(plaintextBytes) || plaintextBytes < 0)
    throw new RangeError('A size is a whole number of bytes');
  const chunks = Math.floor(plaintextBytes / CHUNK_BYTES) + 1;
  return HEADER_BYTES + plaintextBytes + chunks * GCM_TAG_BYTES;
}

/** Node's `hkdf` always runs the Extract step first, which this format leaves out; hence Expand by hand. */
function hkdfExpandSha512(pseudoRandomKey: KeyObject, info: Buffer, length: number): Buffer {
  const blocks: Buffer[] = [];
  let previous: Buffer = Buffer.alloc(0);
  for (let counter = 1, total = 0; total < length; counter += 1, total += previous.length) {
    previous = createHmac('sha512', pseudoRandomKey).update(previous).update(info).update(Buffer.of(counter)).digest();
    blocks.push(previous);
  }
  return Buffer.concat(blocks).subarray(0, length);
}
