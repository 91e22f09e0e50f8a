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

/** @param requester of this request; called when something is loaded, so that a request without a caller can be refused by name */
export function createLoaders(browse: Browse, requester: () => Requester): VaultLoaders {
  return {
    people: new DataLoader((ids) => browse.findPeople(requester(), ids)),
    assets: new DataLoader((ids) => browse.findAssets(requester(), ids)),
    documents: new DataLoader((ids) => browse.findDocuments(requester(), ids)),
    currentVersions: new DataLoader((ids) => browse.findCurrentVersions(requester(), ids)),
    versionPages: new DataLoader((requests) => browse.listVersions(requester(), requests), {
      cacheKeyFn: ({ documentId, readLimit, before }) => `${documentId}/${String(readLimit)}/${before ?? ''}`,
    }),
  };
}
