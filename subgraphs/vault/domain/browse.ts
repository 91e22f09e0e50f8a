import { PERSON_TIER } from './person.ts';
import { maySee } from './requester.ts';
import type { Asset } from './asset.ts';
import type { Document, DocumentVersion } from './document.ts';
import type { Person } from './person.ts';
import type { PageRequest, VaultDatabase, VersionPageRequest } from './ports.ts';
import type { Requester } from './requester.ts';

/**
 * What an owner has, as far as the caller's tiers reach. What they do not reach is left out, as if it were not there; the
 * database leaves it out too, so that a page is full whatever lies between its rows.
 */
export interface Browse {
  listPeople(requester: Requester, page: PageRequest): Promise<Person[]>;
  listAssets(requester: Requester, page: PageRequest): Promise<Asset[]>;
  listDocuments(requester: Requester, page: PageRequest): Promise<Document[]>;
  /** Each in the place of its id; `null` for what is unknown, somebody else's or of another tier. */
  findPeople(requester: Requester, ids: readonly string[]): Promise<(Person | null)[]>;
  findAssets(requester: Requester, ids: readonly string[]): Promise<(Asset | null)[]>;
  findDocuments(requester: Requester, ids: readonly string[]): Promise<(Document | null)[]>;
  /** The newest available version of each document. @param documentIds of documents the caller was shown */
  findCurrentVersions(requester: Requester, documentIds: readonly string[]): Promise<(DocumentVersion | null)[]>;
  listVersions(requester: Requester, requests: readonly VersionPageRequest[]): Promise<DocumentVersion[][]>;
}

export function createBrowse(database: VaultDatabase): Browse {
  return {
    listPeople: async (requester, page) =>
      maySee(requester, PERSON_TIER) ? database.read(requester.owner, ({ people }) => people.page(page)) : [],
    listAssets: (requester, page) => database.read(requester.owner, ({ assets }) => assets.page(page, requester.tiers)),
    listDocuments: (requester, page) =>
      database.read(requester.owner, ({ documents }) => documents.page(page, requester.tiers)),
    findPeople: async (requester, ids) => {
      if (!maySee(requester, PERSON_TIER)) return ids.map(() => null);
      return inOrder(ids, await database.read(requester.owner, ({ people }) => people.find(ids)), idOf);
    },
    findAssets: async (requester, ids) =>
      inOrder(ids, await database.read(requester.owner, ({ assets }) => assets.find(ids, requester.tiers)), idOf),
    findDocuments: async (requester, ids) =>
      inOrder(ids, await database.read(requester.owner, ({ documents }) => documents.find(ids, requester.tiers)), idOf),
    findCurrentVersions: async (requester, ids) =>
      inOrder(
        ids,
        await database.read(requester.owner, ({ versions }) => versions.findCurrent(ids)),
        ({ documentId }) => documentId,
      ),
    listVersions: (requester, requests) => database.read(requester.owner, ({ versions }) => versions.pages(requests)),
  };
}

function inOrder<Row>(keys: readonly string[], rows: readonly Row[], keyOf: (row: Row) => string): (Row | null)[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key) ?? null);
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}
