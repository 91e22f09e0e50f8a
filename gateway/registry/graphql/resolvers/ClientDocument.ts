import { counted } from '../counted.ts';
import type { ClientDocumentResolvers } from '../generated/resolvers.ts';

export const ClientDocument: ClientDocumentResolvers = {
  documentId: ({ id }) => id,
  uses: ({ uses }) => counted(uses),
};
