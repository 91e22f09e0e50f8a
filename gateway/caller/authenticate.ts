import { ANONYMOUS } from '#platform/auth';
import { bearerToken } from './bearer-token.ts';
import type { AccessTokenVerifier, Actor } from '#platform/auth';
import type { ContextTokens } from './context-tokens.ts';

/** Who sends a request, through which client. */
export interface RequestCaller {
  readonly actor: Actor;
  /** Goes to subgraphs instead of the access token; `undefined` for anonymous requests. */
  readonly contextToken: string | undefined;
  readonly clientId: string;
}

export type Authenticate = (
  headers: { readonly authorization?: string | undefined; readonly clientName?: string | undefined },
  requestId: string,
) => Promise<RequestCaller>;

/**
 * Who is calling. The client is the one the token was issued to; the header counts only without a token, and only for our own
 * clients. Attack: a partner that calls itself `web` to run documents it did not register.
 * @param deps.isFirstParty whether this is the name of a client of ours
 * @param deps.defaultClient one of them, for requests that name none
 * @returns a function that throws AppError UNAUTHENTICATED for a token that is not good: such a request is not anonymous
 */
export function createAuthenticate(deps: {
  readonly verifyAccessToken: AccessTokenVerifier;
  readonly contextTokens: ContextTokens;
  readonly isFirstParty: (client: string) => boolean;
  readonly defaultClient: string;
}): Authenticate {
  return async ({ authorization, clientName }, requestId) => {
    const token = bearerToken(authorization);
    if (token === undefined) {
      const clientId = clientName !== undefined && deps.isFirstParty(clientName) ? clientName : deps.defaultClient;
      return { actor: ANONYMOUS, contextToken: undefined, clientId };
    }
    const claims = await deps.verifyAccessToken(token);
    const { caller, contextToken } = await deps.contextTokens.get(token, claims, requestId);
    return { actor: caller, contextToken, clientId: claims.clientId };
  };
}
