import { createSecretKey } from 'node:crypto';
import { AppError } from '#platform/errors';
import { AES_KEY_BYTES, ciphertextInvalid, gcmDecrypt, gcmEncrypt, GCM_NONCE_BYTES } from './aes-gcm.ts';
import { encodeBoundContext } from './encryption-context.ts';
import { pooledRandomBytes } from './random-pool.ts';
import type { KeyObject } from 'node:crypto';
import type { KeyManagement } from './kms.ts';

/** A master key held by this process. */
export interface LocalMasterKey {
  readonly id: string;
  /** 32 random bytes. Copied; the caller may overwrite them. */
  readonly key: Buffer;
  /** A disabled key is known but wraps and unwraps nothing: what it protects is out of reach until it is enabled again. */
  readonly disabled?: boolean;
}

interface HeldKey {
  readonly id: string;
  readonly secret: KeyObject;
  readonly disabled: boolean;
}

/** Name and version of the wrapping, part of the additional data. */
const FORMAT = 'lifeready/local-kms/v1';
/** First byte of a wrapped key; another layout gets another number. */
const LAYOUT_VERSION = 1;

/**
 * Key management inside the process: data keys are wrapped with AES-256-GCM under the first master key, every enabled master key
 * unwraps. To rotate, put a new key first and keep the old ones. A wrapped key is `0x01 || nonce (12) || ciphertext (32) || tag (16)`.
 * Nonces are random, so one master key should wrap no more than 2^32 data keys (NIST SP 800-38D section 8.3).
 * @param options.masterKeys at least one, ids unique, 32 bytes each
 * @throws TypeError when the keys are not usable; the message holds ids, never key bytes
 */
export function createLocalKms(options: { readonly masterKeys: readonly LocalMasterKey[] }): KeyManagement {
  const keys = holdKeys(options.masterKeys);
  const [first] = keys.values();
  if (first === undefined) throw new TypeError('A local key management needs at least one master key');
  return {
    // Async functions, so that a failure is always a rejection, as with a remote service.
    async generateDataKey(context) {
      const wrapping = usableKey(keys, first.id);
      const plaintext = pooledRandomBytes(AES_KEY_BYTES);
      const nonce = pooledRandomBytes(GCM_NONCE_BYTES);
      const sealed = gcmEncrypt(wrapping.secret, nonce, plaintext, encodeBoundContext(FORMAT, wrapping.id, context));
      return { keyId: wrapping.id, plaintext, wrapped: Buffer.concat([Buffer.of(LAYOUT_VERSION), nonce, sealed]) };
    },
    async unwrapDataKey({ keyId, wrapped, context }) {
      const { secret } = usableKey(keys, keyId);
      if (wrapped[0] !== LAYOUT_VERSION) throw ciphertextInvalid('the wrapped key has an unknown layout');
      const nonce = wrapped.subarray(1, 1 + GCM_NONCE_BYTES);
      const sealed = wrapped.subarray(1 + GCM_NONCE_BYTES);
      const dataKey = gcmDecrypt(secret, nonce, sealed, encodeBoundContext(FORMAT, keyId, context));
      if (dataKey.length !== AES_KEY_BYTES) throw ciphertextInvalid('the wrapped key has the wrong size');
      return dataKey;
    },
  };
}

function holdKeys(masterKeys: readonly LocalMasterKey[]): ReadonlyMap<string, HeldKey> {
  const held = new Map<string, HeldKey>();
  for (const { id, key, disabled = false } of masterKeys) {
    if (id === '') throw new TypeError('A master key needs an id');
    if (held.has(id)) throw new TypeError(`The master key ${id} is given twice`);
    if (key.length !== AES_KEY_BYTES)
      throw new TypeError(`The master key ${id} does not have ${String(AES_KEY_BYTES)} bytes`);
    // A KeyObject instead of a buffer: its bytes do not appear when something that holds it is logged.
    held.set(id, { id, secret: createSecretKey(key), disabled });
  }
  return held;
}

function usableKey(keys: ReadonlyMap<string, HeldKey>, id: string): HeldKey {
  const key = keys.get(id);
  if (key === undefined)
    throw new AppError('KEY_UNAVAILABLE', { cause: new Error(`master key ${id} is not configured`) });
  if (key.disabled) throw new AppError('KEY_UNAVAILABLE', { cause: new Error(`master key ${id} is disabled`) });
  return key;
}
