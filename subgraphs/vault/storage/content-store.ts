import { pipeline } from 'node:stream/promises';
import { ciphertextByteSize, createDecryptStream, createEncryptStream } from '#platform/crypto';
import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { formatObjectKey, parseObjectKey } from '#platform/object-store';
import { checkedPieces } from './claim-check.ts';
import { createVerifyStream, firstBytes } from './verified-stream.ts';
import type { Readable } from 'node:stream';
import type { Clock } from '#platform/clock';
import type { EncryptionContext, KeyManagement } from '#platform/crypto';
import type { Logger } from '#platform/logging';
import type { ObjectStore } from '#platform/object-store';
import type { StoredContent, VersionIdentity } from '../domain/document.ts';
import type { ContentStore, StagedContent } from '../domain/ports.ts';

interface Deps {
  readonly objects: ObjectStore;
  readonly kms: KeyManagement;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Bytes of versions, encrypted chunk by chunk under a data key of their own. Each attempt to store a version has its own
 * object, so that two attempts, or one after a crash, never meet; the version names the one that won.
 */
export function createContentStore(deps: Deps): ContentStore<Readable> {
  const { objects, logger } = deps;
  return {
    stage: (identity, body) => stage(deps, identity, body),
    openStaged: ({ identity, content }) => openObject(deps, identity, content, quarantined(content.objectKey)),
    release: ({ content }) => objects.move(quarantined(content.objectKey), content.objectKey),
    discard: async ({ identity: { versionId }, content }) => {
      try {
        await objects.delete(quarantined(content.objectKey));
      } catch (error) {
        logger.warn({ err: error, versionId }, 'staged content could not be removed; it will be swept');
      }
    },
    open: (identity, content) => openObject(deps, identity, content, content.objectKey),
    close: (content) => {
      content.destroy();
    },
  };
}

async function stage(
  { objects, kms, clock }: Deps,
  identity: VersionIdentity,
  body: AsyncIterable<Uint8Array>,
): Promise<StagedContent> {
  const objectKey = formatObjectKey({
    tenantId: identity.tenantId,
    objectId: newId(clock.now()),
    version: identity.number,
    quarantine: false,
  });
  const context = contextOf(identity, objectKey);
  const { keyId, wrapped, plaintext } = await kms.generateDataKey(context);
  const encrypt = createEncryptStream({ key: plaintext, context });
  plaintext.fill(0);
  const contentLength = ciphertextByteSize(identity.byteSize);
  const [checked, stored] = await Promise.allSettled([
    pipeline(checkedPieces(body, identity), encrypt),
    objects.put(quarantined(objectKey), encrypt, { contentLength }),
  ]);
  // Both ends fail when one does; the check's own words say what was wrong with the bytes.
  if (checked.status === 'rejected' && checked.reason instanceof AppError) throw checked.reason;
  if (stored.status === 'rejected') throw stored.reason;
  if (checked.status === 'rejected') throw checked.reason;
  return { identity, content: { objectKey, keyId, wrappedKey: wrapped } };
}

async function openObject(
  { objects, kms, logger }: Deps,
  identity: VersionIdentity,
  { objectKey, keyId, wrappedKey }: StoredContent,
  from: string,
): Promise<Readable> {
  const context = contextOf(identity, objectKey);
  const alertIfCorrupt = (error: unknown): void => {
    const code = error instanceof AppError ? error.code : undefined;
    if (code !== 'CIPHERTEXT_INVALID' && code !== 'OBJECT_MISSING') return;
    const { tenantId, documentId, versionId } = identity;
    logger.error(
      { err: error, alert: 'content_corrupt', tenantId, documentId, versionId },
      'stored content failed its check',
    );
  };
  try {
    const key = await kms.unwrapDataKey({ keyId, wrapped: wrappedKey, context });
    const decrypt = createDecryptStream({ key, context });
    key.fill(0);
    const verify = createVerifyStream(identity);
    // A failure half-way reaches the reader as the error of `verify`.
    pipeline(await objects.get(from), decrypt, verify).catch(alertIfCorrupt);
    await firstBytes(verify);
    return verify;
  } catch (error) {
    alertIfCorrupt(error);
    throw error;
  }
}

/** All that an object belongs to: put in the place of another version's, document's, owner's or tenant's, it does not decrypt. */
function contextOf(identity: VersionIdentity, objectKey: string): EncryptionContext {
  const { tenantId: tenant, ownerId: owner, documentId: document, versionId: version } = identity;
  return { tenant, owner, document, version, object: objectKey };
}

/** The same object while nobody may read it. @throws AppError OBJECT_KEY_INVALID */
function quarantined(objectKey: string): string {
  return formatObjectKey({ ...parseObjectKey(objectKey), quarantine: true });
}
