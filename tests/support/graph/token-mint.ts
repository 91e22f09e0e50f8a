import { createPrivateKey, sign } from 'node:crypto';
import { z } from 'zod';
import {
  CONTEXT_TOKEN_AUDIENCE,
  TOKEN_ALGORITHM,
  TOKEN_TYPES,
  accessClaims,
  contextClaims,
  registeredClaims,
} from '#platform/auth';
import { systemClock } from '#platform/clock';
import type { Caller } from '#platform/auth';

/** A caller as identity would describe them. */
export type MintedCaller = Omit<Caller, 'tokenExpiresAt'>;

/** Signs with identity's own key whatever a test says. */
export interface TokenMint {
  accessToken(caller: MintedCaller): string;
  contextToken(caller: MintedCaller): string;
}

const ACCESS_SECONDS = 300;
const CONTEXT_SECONDS = 60;
const keysSchema = z.object({ keys: z.array(z.looseObject({ kid: z.string() })).min(1) });

/**
 * @param options.keys the private key set of identity
 * @param options.issuer also the audience of access tokens
 */
export function createTokenMint(options: { readonly keys: unknown; readonly issuer: string }): TokenMint {
  const [jwk] = keysSchema.parse(options.keys).keys;
  if (jwk === undefined) throw new Error('identity has no key');
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const mint = (typ: string, claims: unknown): string => {
    const input = `${part({ alg: TOKEN_ALGORITHM, typ, kid: jwk.kid })}.${part(claims)}`;
    return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
  };
  const registered = (audience: string, lifeSeconds: number) =>
    registeredClaims({ issuer: options.issuer, audience, clock: systemClock, lifeSeconds });
  return {
    accessToken: ({ principalId: sub, sessionId: sid, clientId, tenantId, acr, authTime }) => {
      const subject = accessClaims({ sub, sid, clientId, tenantId, acr, amr: ['pwd', 'otp'], authTime });
      return mint(TOKEN_TYPES.access, { ...registered(options.issuer, ACCESS_SECONDS), ...subject });
    },
    contextToken: (caller) =>
      mint(TOKEN_TYPES.context, { ...registered(CONTEXT_TOKEN_AUDIENCE, CONTEXT_SECONDS), ...contextClaims(caller) }),
  };
}
