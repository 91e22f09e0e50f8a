import { enumName } from '../names.ts';
import type { DocumentVersionResolvers } from '../generated/resolvers.ts';

export const DocumentVersion: DocumentVersionResolvers = {
  status: ({ status }) => enumName(status),
  scan: ({ scan }) => enumName(scan),
};
