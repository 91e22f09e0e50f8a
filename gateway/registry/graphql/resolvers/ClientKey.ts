import type { ClientKeyResolvers } from '../generated/resolvers.ts';

export const ClientKey: ClientKeyResolvers = { expiresAt: ({ expires }) => expires };
