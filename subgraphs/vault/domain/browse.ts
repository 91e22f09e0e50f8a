import type { Asset } from './asset.ts';
import type { Document, DocumentVersion } from './document.ts';
import type { Person } from './person.ts';
import type { PageRequest, VaultDatabase, VersionPageRequest } from './ports.ts';
import type { Owner, Reach } from './requester.ts';

/**
 * What one owner has. Lists leave out what the tiers do not reach, as if it were not there, and the database does so, so that a
 * page is full whatever lies between its rows. Who may have a row that was found is decided by whoever asked for it.
 */
export interface Browse {
  readonly listPeople: (owner: Owner, page: PageRequest) => Promise<Person[]>;
  readonly listAssets: (reach: Reach, page: PageRequest) => Promise<Asset[]>;
  readonly listDocuments: (reach: Reach, page: PageRequest) => Promise<Document[]>;
  /** In no order; what is unknown or somebody else's is left out. */
  readonly findPeople: (owner: Owner, ids: readonly string[]) => Promise<Person[]>;
  readonly findAssets: (owner: Owner, ids: readonly string[]) => Promise<Asset[]>;
  readonly findDocuments: (owner: Owner, ids: readonly string[]) => Promise<Document[]>;
  /** The newest available version of each document that has one. */
  readonly findCurrentVersions: (owner: Owner, documentIds: readonly string[]) => Promise<DocumentVersion[]>;
  /** Each in the place of its request. */
  readonly listVersions: (owner: Owner, requests: readonly VersionPageRequest[]) => Promise<DocumentVersion[][]>;
}

export function createBrowse(database: VaultDatabase): Browse {
  return {
    listPeople: (owner, page) => database.read(owner, ({ people }) => people.page(page)),
    listAssets: (reach, page) => database.read(reach, ({ assets }) => assets.page(page, reach.tiers)),
    listDocuments: (reach, page) => database.read(reach, ({ documents }) => documents.page(page, reach.tiers)),
    findPeople: (owner, ids) => database.read(owner, ({ people }) => people.find(ids)),
    findAssets: (owner, ids) => database.read(owner, ({ assets }) => assets.find(ids)),
    findDocuments: (owner, ids) => database.read(owner, ({ documents }) => documents.find(ids)),
    findCurrentVersions: (owner, ids) => database.read(owner, ({ versions }) => versions.findCurrent(ids)),
    listVersions: (owner, requests) => database.read(owner, ({ versions }) => versions.pages(requests)),
  };
}
