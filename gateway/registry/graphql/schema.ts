import { ApiClient } from './resolvers/ApiClient.ts';
import { ClientDocument } from './resolvers/ClientDocument.ts';
import { ClientKey } from './resolvers/ClientKey.ts';
import { ClientManifest } from './resolvers/ClientManifest.ts';
import { ModeReport } from './resolvers/ModeReport.ts';
import { publishManifest } from './resolvers/Mutation/publishManifest.ts';
import { registerApiClient } from './resolvers/Mutation/registerApiClient.ts';
import { registerClientKey } from './resolvers/Mutation/registerClientKey.ts';
import { retireDocuments } from './resolvers/Mutation/retireDocuments.ts';
import { revokeClientKey } from './resolvers/Mutation/revokeClientKey.ts';
import { setClientMode } from './resolvers/Mutation/setClientMode.ts';
import { apiClient } from './resolvers/Query/apiClient.ts';
import { apiClients } from './resolvers/Query/apiClients.ts';
import { documentUsage } from './resolvers/Query/documentUsage.ts';
import type { Resolvers } from './generated/resolvers.ts';

/** Every resolver of the subgraph `operations`. */
export const resolvers: Resolvers = {
  Query: { apiClient, apiClients, documentUsage },
  Mutation: {
    publishManifest,
    registerApiClient,
    registerClientKey,
    retireDocuments,
    revokeClientKey,
    setClientMode,
  },
  ApiClient,
  ClientDocument,
  ClientKey,
  ClientManifest,
  ModeReport,
};
