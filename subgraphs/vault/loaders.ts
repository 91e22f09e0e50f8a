import DataLoader from 'dataloader';
import type { Asset } from './domain/asset.ts';
import type { Browse } from './domain/browse.ts';
import type { Document, DocumentVersion } from './domain/document.ts';
import type { Person } from './domain/person.ts';
import type { VersionPageRequest } from './domain/ports.ts';
import type { Requester } from './domain/requester.ts';

/** One statement for whatever a request asks of one kind, however often it asks. */
export interface VaultLoaders {
  readonly people: DataLoader<string, Person | null>;
  readonly assets: DataLoader<string, Asset | null>;
  readonly documents: DataLoader<string, Document | null>;
  /** By document. */
  readonly currentVersions: DataLoader<string, DocumentVersion | null>;
  readonly versionPages: DataLoader<VersionPageRequest, DocumentVersion[], string>;
}

/**
 * @param requester of this request. Called when something is loaded, in an async function: DataLoader takes a batch function
 *   that throws at once for a mistake of the program, and the caller would not learn that they are not signed in
 */
export function createLoaders(browse: Browse, requester: () => Requester): VaultLoaders {
  return {
    people: new DataLoader(async (ids) => browse.findPeople(requester(), ids)),
    assets: new DataLoader(async (ids) => browse.findAssets(requester(), ids)),
    documents: new DataLoader(async (ids) => browse.findDocuments(requester(), ids)),
    currentVersions: new DataLoader(async (ids) => browse.findCurrentVersions(requester(), ids)),
    versionPages: new DataLoader(async (requests) => browse.listVersions(requester(), requests), {
      cacheKeyFn: ({ documentId, readLimit, before }) => `${documentId}/${String(readLimit)}/${before ?? ''}`,
    }),
  };
}
