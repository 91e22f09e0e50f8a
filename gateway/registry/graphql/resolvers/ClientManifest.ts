import { formatName } from '../names.ts';
import type { ClientManifestResolvers } from '../generated/resolvers.ts';

export const ClientManifest: ClientManifestResolvers = {
  manifest: ({ id }) => id,
  format: ({ format }) => formatName(format),
  expiresAt: ({ expires }) => expires,
};
