import { createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import { Transform } from 'node:stream';
import { AES_KEY_BYTES, ciphertextInvalid, gcmDecrypt, gcmEncrypt, GCM_TAG_BYTES } from './aes-gcm.ts';
import { createByteQueue } from './byte-queue.ts';
import {
  CHUNK_BYTES,
  chunkNonce,
  deriveMessageKeys,
  HEADER_BYTES,
  SALT_BYTES,
  SEALED_CHUNK_BYTES,
} from './chunked-format.ts';
import { encodeContext } from './encryption-context.ts';
import type { KeyObject } from 'node:crypto';
import type { TransformCallback } from 'node:stream';
import type { MessageKeys } from './chunked-format.ts';
import type { EncryptionContext } from './encryption-context.ts';

export interface ChunkedEncryptionOptions {
  /** 32 uniformly random bytes: a data key of `KeyManagement`. Copied; the caller may overwrite it. */
  readonly key: Buffer;
  /** What the file belongs to. The format's *context* is its canonical JSON. */
  readonly context: EncryptionContext;
}

/** The format leaves the AEAD's additional data empty: the context is bound in the key derivation. */
const NO_ADDITIONAL_DATA = Buffer.alloc(0);

/**
 * Encrypts a stream of any length in the format https://c2sp.org/chunked-encryption (v1) with HKDF-Expand over SHA-512 and AES-256-GCM,
 * the instantiation that specification calls Cobblestone-256. Followed to the byte: `salt (24) || commitment (32) || chunks`, each chunk
 * 16 KiB of plaintext with its 16-byte tag, the last one always shorter and possibly empty, nonce = base nonce XOR chunk number, empty
 * additional data. The salt is random per stream, so a key may be used again, though ours are used once.
 */
export function createEncryptStream(options: ChunkedEncryptionOptions): Transform {
  return encryptStreamWithSalt(options, randomBytes(SALT_BYTES));
}

/** `createEncryptStream` with a given salt. For golden vectors only: a salt that repeats under one key repeats every nonce. */
export function encryptStreamWithSalt({ key, context }: ChunkedEncryptionOptions, salt: Buffer): Transform {
  const keys = deriveMessageKeys(inputKey(key), salt, encodeContext(context));
  const plaintext = createByteQueue();
  let header: Buffer | undefined = Buffer.concat([salt, keys.commitment]);
  let chunkNumber = 0;
  const seal = (stream: Transform, chunk: Buffer): void => {
    if (header !== undefined) stream.push(header);
    header = undefined;
    stream.push(gcmEncrypt(keys.key, chunkNonce(keys.baseNonce, chunkNumber), chunk, NO_ADDITIONAL_DATA));
    chunkNumber += 1;
  };
  return new Transform({
    transform(data: Buffer, _encoding, callback) {
      settle(callback, () => {
        plaintext.add(data);
        for (let chunk = plaintext.take(CHUNK_BYTES); chunk !== undefined; chunk = plaintext.take(CHUNK_BYTES))
          seal(this, chunk);
      });
    },
    flush(callback) {
      settle(callback, () => {
        // Shorter than a full chunk by construction, and empty when the length is a multiple of 16 KiB.
        seal(this, plaintext.rest());
      });
    },
  });
}

/**
 * Decrypts what `createEncryptStream` made. Plaintext comes out chunk by chunk, each one after its tag was verified; nothing comes out
 * before the key commitment was checked. The stream ends only after the last chunk was seen, otherwise it errors: whoever passes
 * plaintext on must treat an error as "what was delivered is not the file", never as its end.
 * @throws AppError CIPHERTEXT_INVALID (as the stream's error) on a wrong key or context and on any change, truncation or reordering
 */
export function createDecryptStream({ key, context }: ChunkedEncryptionOptions): Transform {
  const secret = inputKey(key);
  const encodedContext = encodeContext(context);
  const ciphertext = createByteQueue();
  let keys: MessageKeys | undefined;
  let chunkNumber = 0;
  const open = (stream: Transform, messageKeys: MessageKeys, sealed: Buffer): void => {
    stream.push(
      gcmDecrypt(messageKeys.key, chunkNonce(messageKeys.baseNonce, chunkNumber), sealed, NO_ADDITIONAL_DATA),
    );
    chunkNumber += 1;
  };
  return new Transform({
    transform(data: Buffer, _encoding, callback) {
      settle(callback, () => {
        ciphertext.add(data);
        keys ??= openHeader(secret, ciphertext.take(HEADER_BYTES), encodedContext);
        if (keys === undefined) return;
        // A chunk of full size is never the last one, so it needs no look-ahead.
        for (
          let sealed = ciphertext.take(SEALED_CHUNK_BYTES);
          sealed !== undefined;
          sealed = ciphertext.take(SEALED_CHUNK_BYTES)
        ) {
          open(this, keys, sealed);
        }
      });
    },
    flush(callback) {
      settle(callback, () => {
        const last = ciphertext.rest();
        if (keys === undefined || last.length < GCM_TAG_BYTES) throw ciphertextInvalid('the last chunk is missing');
        open(this, keys, last);
      });
    },
  });
}

/** Checks the commitment before any chunk is decrypted: it is what ties the ciphertext to exactly one key and context. */
function openHeader(secret: KeyObject, header: Buffer | undefined, context: Buffer): MessageKeys | undefined {
  if (header === undefined) return undefined;
  const keys = deriveMessageKeys(secret, header.subarray(0, SALT_BYTES), context);
  if (!timingSafeEqual(keys.commitment, header.subarray(SALT_BYTES))) {
    throw ciphertextInvalid('the key commitment does not match');
  }
  return keys;
}

function inputKey(key: Buffer): KeyObject {
  if (key.length !== AES_KEY_BYTES) throw new TypeError(`A data key has ${String(AES_KEY_BYTES)} bytes`);
  return createSecretKey(key);
}

/** What a step throws becomes the stream's error; without this it would leave through the writer's `write`. */
function settle(callback: TransformCallback, step: () => void): void {
  try {
    step();
  } catch (error) {
    callback(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  callback();
}
