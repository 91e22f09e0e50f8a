import { PERSON_TIER } from '../domain/person.ts';
import type { Asset } from '../domain/asset.ts';
import type { Browse } from '../domain/browse.ts';
import type { Document } from '../domain/document.ts';
import type { Person } from '../domain/person.ts';
import type { OwnerLookups, PageRequest } from '../domain/ports.ts';
import type { OwnedObject, Owner, Reach } from '../domain/requester.ts';

/** One kind of row: what the schema asks of it, and how it is found. */
export interface RowKind<Row> {
  /** Its type in the schema. */
  readonly coordinate: string;
  /** The field that lists it. */
  readonly listedAt: string;
  /** Finds nothing that is beyond the tiers of a reach: it is to take no longer than what does not exist. */
  readonly lookUp: (ids: readonly string[], reaches: readonly Reach[]) => Promise<ReadonlyMap<string, Owner>>;
  /** In the owner's scope; in no order. */
  readonly read: (owner: Owner, ids: readonly string[]) => Promise<Row[]>;
  /** In the owner's scope, newest first. */
  readonly list: (reach: Reach, page: PageRequest) => Promise<Row[]>;
  readonly objectOf: (row: Row) => OwnedObject;
}

export interface RowKinds {
  readonly people: RowKind<Person>;
  readonly assets: RowKind<Asset>;
  readonly documents: RowKind<Document>;
}

export function createRowKinds({
  browse,
  lookups,
}: {
  readonly browse: Browse;
  readonly lookups: OwnerLookups;
}): RowKinds {
  return {
    people: {
      coordinate: 'Person',
      listedAt: 'Query.people',
      lookUp: (ids, reaches) =>
        lookups.ofPeople(
          ids,
          reaches.filter(({ tiers }) => tiers.includes(PERSON_TIER)),
        ),
      read: browse.findPeople,
      list: async (reach, page) => (reach.tiers.includes(PERSON_TIER) ? browse.listPeople(reach, page) : []),
      objectOf: (person) => ({ ...person, tier: PERSON_TIER }),
    },
    assets: {
      coordinate: 'Asset',
      listedAt: 'Query.assets',
      lookUp: lookups.ofAssets,
      read: browse.findAssets,
      list: browse.listAssets,
      objectOf: (asset) => asset,
    },
    documents: {
      coordinate: 'Document',
      listedAt: 'Query.documents',
      lookUp: lookups.ofDocuments,
      read: browse.findDocuments,
      list: browse.listDocuments,
      objectOf: (document) => document,
    },
  };
}
