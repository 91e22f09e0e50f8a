import { pipeline } from 'node:stream';
import { createDigestStream } from '#platform/crypto';
import { AppError } from '#platform/errors';
import type { Readable } from 'node:stream';
import type { BagWriter } from '#platform/bagit';
import type { ReadDocumentBytes } from '../directory/document-bytes.ts';
import type { PackPlan, PlannedDocument } from '../domain/ports.ts';
import type { Call } from '../domain/call.ts';
import type { BundledDocument } from '../packs/index.ts';

/** Extensions of what the vault keeps; a name helps people, the media type is in the index. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/tiff': 'tiff',
  'image/heic': 'heic',
  'text/plain': 'txt',
};

/**
 * Adds every document, in slot order, straight from the vault into the bag.
 * @throws AppError CIPHERTEXT_INVALID when bytes are not those that the vault speaks of
 */
export async function addDocuments(
  bag: BagWriter,
  readBytes: ReadDocumentBytes,
  call: Call,
  { documents }: PackPlan,
  signal: AbortSignal,
): Promise<BundledDocument[]> {
  const added: BundledDocument[] = [];
  for (const [at, planned] of documents.entries()) {
    const { document, version, slot } = planned;
    const body = bounded(await readBytes(call, document.id, version.id, signal), version.byteSize);
    const { path, sha256, byteSize } = await bag
      .addPayload({ path: documentPath(at + 1, planned), body })
      .catch(brokenOff);
    if (sha256 !== version.sha256 || byteSize !== version.byteSize) {
      throw new AppError('CIPHERTEXT_INVALID', {
        cause: new Error(`version ${version.id} is not what the vault says it is`),
      });
    }
    const { mediaType } = version;
    added.push({
      path,
      sha256,
      byteSize,
      mediaType,
      title: document.title,
      type: document.type,
      slot,
      documentId: document.id,
      versionId: version.id,
    });
  }
  return added;
}

/** What is no error of ours is one of the connection. */
function brokenOff(error: unknown): never {
  throw error instanceof AppError ? error : new AppError('SERVICE_UNAVAILABLE', { cause: error });
}

/** Never more than announced, however much comes. */
function bounded(body: Readable, byteSize: number): Readable {
  const { stream } = createDigestStream({ maxBytes: byteSize, tooLarge: 'CIPHERTEXT_INVALID' });
  return pipeline(body, stream, () => undefined);
}

/** `data/0001-<version>.pdf`: generated, ASCII, in order; what a person called it stands in the index. */
function documentPath(number: number, { version }: PlannedDocument): string {
  return `data/${String(number).padStart(4, '0')}-${version.id}.${EXTENSIONS[version.mediaType] ?? 'bin'}`;
}
