import { SignJWT } from 'jose';
import {
  CONTEXT_TOKEN_AUDIENCE,
  TOKEN_ALGORITHM,
  TOKEN_TYPES,
  accessClaims,
  contextClaims,
  registeredClaims,
} from '#platform/auth';
import { ACCESS_TOKEN_SECONDS } from '../domain/lifetimes.ts';
import type { JWTPayload } from 'jose';
import type { Clock } from '#platform/clock';
import type { RegisteredClaims } from '#platform/auth';
import type { SignedToken, Tokens } from '../domain/ports.ts';
import type { KeyRing } from './token-keys.ts';

export interface TokenIssuerDeps {
  readonly issuer: string;
  /** Audience of access tokens: the public endpoint. */
  readonly audience: string;
  readonly keys: Pick<KeyRing, 'kid' | 'signingKey'>;
  readonly clock: Clock;
}

/** The only place where tokens are signed. */
export function createTokenIssuer({ issuer, audience, keys, clock }: TokenIssuerDeps): Tokens {
  const sign = async (typ: string, registered: RegisteredClaims, claims: JWTPayload): Promise<SignedToken> => ({
    token: await new SignJWT({ ...registered, ...claims })
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, typ, kid: keys.kid })
      .sign(keys.signingKey),
    expiresAt: new Date(registered.exp * 1000),
  });
  return {
    access: (subject) =>
      sign(
        TOKEN_TYPES.access,
        registeredClaims({ issuer, audience, clock, lifeSeconds: ACCESS_TOKEN_SECONDS }),
        accessClaims(subject),
      ),
    context: (caller, lifeSeconds) =>
      sign(
        TOKEN_TYPES.context,
        registeredClaims({ issuer, audience: CONTEXT_TOKEN_AUDIENCE, clock, lifeSeconds }),
        contextClaims(caller),
      ),
  };
}
