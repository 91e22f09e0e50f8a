import { pipeline } from 'node:stream';
import { createDecryptStream } from '#platform/crypto';
import type { Readable } from 'node:stream';
import type { KeyManagement } from '#platform/crypto';
import type { ObjectStore } from '#platform/object-store';
import type { Pack } from '../domain/packs.ts';
import { packContext } from './pack-context.ts';

/**
 * Opens the bytes of a stored pack. They come out chunk by chunk, each verified; a stream that breaks off errors, it does not end.
 * @throws AppError KEY_UNAVAILABLE, CIPHERTEXT_INVALID, OBJECT_MISSING, SERVICE_UNAVAILABLE
 */
export function createPackReader({
  kms,
  store,
}: {
  readonly kms: KeyManagement;
  readonly store: ObjectStore;
}): (pack: Pack) => Promise<Readable> {
  return async (pack) => {
    const context = packContext(pack);
    const key = await kms.unwrapDataKey({ keyId: pack.keyId, wrapped: pack.wrappedKey, context });
    const decrypted = createDecryptStream({ key, context });
    key.fill(0);
    return pipeline(await store.get(pack.objectKey), decrypted, () => undefined);
  };
}
