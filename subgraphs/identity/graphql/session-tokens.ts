import type { SessionTokens } from '../domain/session-tokens.ts';
import type { SessionTokens as SessionTokensInSchema } from './generated/resolvers.ts';

/** Tokens of a session, as the schema writes them. */
export function sessionTokens({ access, refreshToken, sessionId }: SessionTokens): SessionTokensInSchema {
  return { accessToken: access.token, accessTokenExpiresAt: access.expiresAt.toISOString(), refreshToken, sessionId };
}
