import type { Asset } from '../domain/asset.ts';
import type { Document, DocumentVersion } from '../domain/document.ts';
import type { Person } from '../domain/person.ts';

/** What resolvers hold where the schema says `Person`, and so on; the resolver types are generated from these. */
export type PersonMapper = Person;
export type AssetMapper = Asset;
export type DocumentMapper = Document;
export type DocumentVersionMapper = DocumentVersion;
