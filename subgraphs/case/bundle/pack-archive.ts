import { pipeline } from 'node:stream';
import { createBagWriter } from '#platform/bagit';
import { createDigestStream, createEncryptStream } from '#platform/crypto';
import { AppError } from '#platform/errors';
import { formatObjectKey } from '#platform/object-store';
import type { BagOptions, BagWriter } from '#platform/bagit';
import type { KeyManagement } from '#platform/crypto';
import type { ObjectStore } from '#platform/object-store';
import type { StoredPack } from '../domain/ports.ts';
import { packContext } from './pack-context.ts';
import type { PackIdentity } from './pack-context.ts';

/** Archive bytes of one pack: 200 MiB of documents, with room for everything around them. */
const MAX_ARCHIVE_BYTES = 256 * 1_048_576;
/** The end of the archive is awaited inside a transaction, which the database ends when it is idle for 15 s. */
const STORE_TIMEOUT_MS = 10_000;

/** A bag on its way into the store: what is added is hashed, encrypted and stored as it comes. */
export interface PackArchive {
  readonly bag: BagWriter;
  /** After `bag.finish()`: waits until the store has all of it. */
  stored(): Promise<StoredPack>;
  /**
   * Gives it up and leaves nothing in the store.
   * @returns what broke it: the store's own error when the store was first, else `reason`
   */
  discard(reason: Error): Promise<Error>;
}

/** Starts the archive of a pack under a fresh data key. */
export async function openPackArchive(
  { kms, store }: { readonly kms: KeyManagement; readonly store: ObjectStore },
  pack: PackIdentity,
  options: BagOptions,
): Promise<PackArchive> {
  const context = packContext(pack);
  const { keyId, wrapped, plaintext } = await kms.generateDataKey(context);
  const encrypted = createEncryptStream({ key: plaintext, context });
  plaintext.fill(0);
  const bag = createBagWriter(options);
  const digest = createDigestStream({ maxBytes: MAX_ARCHIVE_BYTES });
  const objectKey = formatObjectKey({ tenantId: pack.tenantId, objectId: pack.id, version: 1, quarantine: false });
  pipeline(bag.output, digest.stream, encrypted, () => undefined);
  const put = store.put(objectKey, encrypted);
  // A store that fails early is reported by whoever waits next; until then nobody else would handle it.
  put.catch(() => undefined);
  return {
    bag,
    stored: async () => {
      await within(STORE_TIMEOUT_MS, put);
      const { sha256, byteSize } = digest.digest();
      return { objectKey, keyId, wrappedKey: wrapped, sha256: sha256.toString('hex'), byteSize };
    },
    discard: async (reason) => {
      bag.abort(reason);
      const broken = await within(STORE_TIMEOUT_MS, put).then(
        () => reason,
        (error: unknown) => (error instanceof AppError ? error : reason),
      );
      await store.delete(objectKey);
      return broken;
    },
  };
}

/** @throws AppError SERVICE_UNAVAILABLE when `work` takes longer; it goes on, unobserved */
async function within<Result>(timeoutMs: number, work: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new AppError('SERVICE_UNAVAILABLE', { cause: new Error('the object store took too long') }));
  }, timeoutMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
