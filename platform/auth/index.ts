export { accessClaims, createAccessTokenVerifier } from './access-token.ts';
export type { AccessSubject, AccessTokenClaims, AccessTokenVerifier } from './access-token.ts';
export { ACCESS_LEVELS, ANONYMOUS, GRANT_ROLES, ROLES, TIERS } from './caller.ts';
export type { AccessLevel, Actor, Anonymous, Assurance, Caller, GrantRole, HeldGrant, Role, Tier } from './caller.ts';
export {
  CONTEXT_TOKEN_AUDIENCE,
  contextClaims,
  createContextTokenVerifier,
  MAX_CONTEXT_TOKEN_LIFE_SECONDS,
  MAX_GRANTS,
} from './context-token.ts';
export type { ContextTokenVerifier } from './context-token.ts';
export { createJwksClient } from './jwks-client.ts';
export { createFixedKeys, parsePublicJwks } from './public-jwks.ts';
export type { VerificationKeys } from './public-jwks.ts';
export { registeredClaims, TOKEN_ALGORITHM, TOKEN_TYPES } from './registered-claims.ts';
export type { RegisteredClaims } from './registered-claims.ts';
