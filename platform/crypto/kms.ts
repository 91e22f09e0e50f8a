import type { EncryptionContext } from './encryption-context.ts';

/** A data key as it is stored: useless without the master key that wrapped it and the context it was made for. */
export interface WrappedDataKey {
  /** The master key that wrapped it. Stored beside every ciphertext, so that master keys can be rotated and retired. */
  readonly keyId: string;
  readonly wrapped: Buffer;
}

/** A fresh 32-byte data key with its stored form. Whoever receives `plaintext` overwrites it after use and never stores it. */
export interface DataKey extends WrappedDataKey {
  readonly plaintext: Buffer;
}

/** The service that holds the master keys. They never leave it; only data keys, one per secret or file version, do. */
export interface KeyManagement {
  /**
   * @param context bound into the wrapping: the same one is needed to unwrap
   * @throws AppError KEY_UNAVAILABLE when no key can wrap at the moment
   */
  generateDataKey(context: EncryptionContext): Promise<DataKey>;
  /**
   * @returns the 32-byte data key
   * @throws AppError CIPHERTEXT_INVALID when the wrapped key was changed or belongs to another context
   * @throws AppError KEY_UNAVAILABLE when the master key is disabled or not known here
   */
  unwrapDataKey(key: WrappedDataKey & { readonly context: EncryptionContext }): Promise<Buffer>;
}
