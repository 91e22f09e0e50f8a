import DataLoader from 'dataloader';
import { findRows } from './access/find-rows.ts';
import { findCurrentVersions, findVersionPages } from './access/find-versions.ts';
import type { Access } from './access/access.ts';
import type { VersionsOf } from './access/find-versions.ts';
import type { RowKinds } from './access/row-kinds.ts';
import type { Asset } from './domain/asset.ts';
import type { Browse } from './domain/browse.ts';
import type { Document, DocumentVersion } from './domain/document.ts';
import type { Person } from './domain/person.ts';

/** One statement for each kind and owner, whatever a request asks and however often it asks. */
export interface VaultLoaders {
  readonly people: DataLoader<string, Person | null>;
  readonly assets: DataLoader<string, Asset | null>;
  readonly documents: DataLoader<string, Document | null>;
  readonly currentVersions: DataLoader<Document, DocumentVersion | null, string>;
  readonly versionPages: DataLoader<VersionsOf, DocumentVersion[], string>;
}

interface Deps {
  readonly browse: Browse;
  readonly kinds: RowKinds;
}

/**
 * @param access of this request. Asked when something is loaded, in an async function: DataLoader takes a batch function
 *   that throws at once for a mistake of the program, and the caller would not learn that they are not signed in
 */
export function createLoaders({ browse, kinds }: Deps, access: Access): VaultLoaders {
  return {
    people: new DataLoader(async (ids) => findRows(access, kinds.people, ids)),
    assets: new DataLoader(async (ids) => findRows(access, kinds.assets, ids)),
    documents: new DataLoader(async (ids) => findRows(access, kinds.documents, ids)),
    currentVersions: new DataLoader(async (documents) => findCurrentVersions(access, browse, documents), {
      cacheKeyFn: ({ id }) => id,
    }),
    versionPages: new DataLoader(async (requests) => findVersionPages(access, browse, requests), {
      cacheKeyFn: ({ document, readLimit, before }) => `${document.id}/${String(readLimit)}/${before ?? ''}`,
    }),
  };
}
