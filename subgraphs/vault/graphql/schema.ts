import { Asset } from './resolvers/Asset.ts';
import { Document } from './resolvers/Document.ts';
import { DocumentVersion } from './resolvers/DocumentVersion.ts';
import { addAsset } from './resolvers/Mutation/addAsset.ts';
import { addPerson } from './resolvers/Mutation/addPerson.ts';
import { requestDownload } from './resolvers/Mutation/requestDownload.ts';
import { requestUpload } from './resolvers/Mutation/requestUpload.ts';
import { Person } from './resolvers/Person.ts';
import { assets } from './resolvers/Query/assets.ts';
import { document } from './resolvers/Query/document.ts';
import { documents } from './resolvers/Query/documents.ts';
import { people } from './resolvers/Query/people.ts';
import type { Resolvers } from './generated/resolvers.ts';

/** Every resolver of the vault subgraph. */
export const resolvers: Resolvers = {
  Query: { people, assets, documents, document },
  Mutation: { addPerson, addAsset, requestUpload, requestDownload },
  Person,
  Asset,
  Document,
  DocumentVersion,
};
