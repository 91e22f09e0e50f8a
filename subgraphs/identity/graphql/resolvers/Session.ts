import type { SessionResolvers } from '../generated/resolvers.ts';

export const Session: SessionResolvers = {
  createdAt: ({ createdAt }) => createdAt.toISOString(),
  lastSeenAt: ({ lastSeenAt }) => lastSeenAt.toISOString(),
  expiresAt: ({ expiresAt }) => expiresAt.toISOString(),
  revokedAt: ({ revokedAt }) => revokedAt?.toISOString() ?? null,
  current: ({ id }, _args, { actor }) => actor.kind !== 'anonymous' && actor.sessionId === id,
};
