import { z } from 'zod';
import type { Clock } from '#platform/clock';
import { ASSURANCES } from './caller.ts';
import type { Assurance } from './caller.ts';
import type { VerificationKeys } from './public-jwks.ts';
import { tokenRefusal } from './refusal.ts';
import { clientId, id, registeredClaimShape, seconds, TOKEN_TYPES } from './registered-claims.ts';
import { CLOCK_TOLERANCE_SECONDS, verifyToken } from './verify-token.ts';

const DEFAULT_MAX_LIFE_SECONDS = 300;
const MAX_CHARACTERS = 4096;

/** What an access token says of the session it belongs to. */
export interface AccessSubject {
  /** Principal id. */
  readonly sub: string;
  /** Session id. */
  readonly sid: string;
  readonly clientId: string;
  readonly tenantId: string;
  readonly acr: Assurance;
  /** Authentication methods (RFC 8176), such as `pwd`, `otp`, `hwk`. */
  readonly amr: readonly string[];
  /** Epoch seconds of the last authentication. */
  readonly authTime: number;
}

export interface AccessTokenClaims extends AccessSubject {
  readonly jti: string;
  /** Epoch seconds. */
  readonly iat: number;
  /** Epoch seconds. */
  readonly exp: number;
}

export type AccessTokenVerifier = (token: string) => Promise<AccessTokenClaims>;

/** Strict: an unknown claim may be a restriction (such as `cnf`) that must not be ignored. */
const claims = z.strictObject({
  ...registeredClaimShape,
  sub: id,
  sid: id,
  client_id: clientId,
  tid: id,
  acr: z.enum(ASSURANCES),
  amr: z.array(z.string().regex(/^[a-z0-9]{1,16}$/)).max(8),
  auth_time: seconds,
});

type AccessClaimSet = z.output<typeof claims>;

/** The private claims of an access token; the registered ones come from `registeredClaims`. */
export function accessClaims(subject: AccessSubject): Omit<AccessClaimSet, keyof typeof registeredClaimShape> {
  return {
    sub: subject.sub,
    sid: subject.sid,
    client_id: subject.clientId,
    tid: subject.tenantId,
    acr: subject.acr,
    amr: [...subject.amr],
    auth_time: subject.authTime,
  };
}

/**
 * Verifies access tokens (RFC 9068) of one issuer for one audience.
 * @param deps.maxLifeSeconds longest allowed `exp - iat`
 * @returns a function that throws AppError UNAUTHENTICATED for anything else, with the reason as its cause
 */
export function createAccessTokenVerifier(deps: {
  issuer: string;
  audience: string;
  keys: VerificationKeys;
  clock: Clock;
  maxLifeSeconds?: number;
}): AccessTokenVerifier {
  const { maxLifeSeconds = DEFAULT_MAX_LIFE_SECONDS, ...rest } = deps;
  const rules = { ...rest, typ: TOKEN_TYPES.access, maxLifeSeconds, maxCharacters: MAX_CHARACTERS, claims };
  return async (token) => {
    const { sub, sid, client_id, tid, acr, amr, auth_time, jti, iat, exp } = await verifyToken(token, rules);
    if (auth_time > iat + CLOCK_TOLERANCE_SECONDS) throw tokenRefusal('authenticated after it was issued');
    return { sub, sid, clientId: client_id, tenantId: tid, acr, amr, authTime: auth_time, jti, iat, exp };
  };
}
