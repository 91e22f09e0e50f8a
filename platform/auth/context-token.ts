import { z } from 'zod';
import type { Clock } from '#platform/clock';
import { ACCESS_LEVELS, ASSURANCES, GRANT_ROLES, ROLES, TIERS } from './caller.ts';
import type { Caller, HeldGrant } from './caller.ts';
import type { VerificationKeys } from './public-jwks.ts';
import { tokenRefusal } from './refusal.ts';
import { rememberVerified } from './remember-verified.ts';
import { clientId, id, registeredClaimShape, seconds, TOKEN_TYPES } from './registered-claims.ts';
import { CLOCK_TOLERANCE_SECONDS, verifyToken } from './verify-token.ts';

export const CONTEXT_TOKEN_AUDIENCE = 'lifeready-subgraphs';
export const MAX_CONTEXT_TOKEN_LIFE_SECONDS = 60;
/** The token travels in a header, and node:http takes 16 KiB of headers in all; this many grants need about 13 kB. */
export const MAX_GRANTS = 40;
const MAX_SCOPES = 64;
const MAX_CHARACTERS = 14_336;
const MAX_REMEMBERED = 1_000;
/** The gateway shows a token for as long as this. */
const REMEMBER_MS = 5_000;

export type ContextTokenVerifier = (token: string) => Promise<Caller>;

const tiers = z.array(z.enum(TIERS)).max(TIERS.length);

/** Short names, because there may be many. */
const grant = z.strictObject({
  id,
  tid: id,
  pid: id,
  role: z.enum(GRANT_ROLES),
  lvl: z.enum(ACCESS_LEVELS),
  tiers,
  exp: seconds.nullable(),
});

const claims = z.strictObject({
  ...registeredClaimShape,
  sub: id,
  sid: id,
  tid: id,
  kind: z.enum(['human', 'service_account']),
  role: z.enum(ROLES),
  /** Characters of RFC 6749 section 3.3. */
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,64}$/)).max(MAX_SCOPES),
  tiers,
  acr: z.enum(ASSURANCES),
  auth_time: seconds,
  client_id: clientId,
  grants: z.array(grant).max(MAX_GRANTS),
});

type ContextClaimSet = z.output<typeof claims>;
type PrivateClaims = Omit<ContextClaimSet, keyof typeof registeredClaimShape>;

/**
 * The private claims of a context token; the registered ones come from `registeredClaims`. The reverse of what
 * `createContextTokenVerifier` reads.
 * @throws RangeError for more than `MAX_GRANTS` grants: such a token would be refused
 */
export function contextClaims(caller: Omit<Caller, 'tokenExpiresAt'>): PrivateClaims {
  if (caller.grants.length > MAX_GRANTS)
    throw new RangeError(`a context token holds at most ${String(MAX_GRANTS)} grants`);
  return {
    sub: caller.principalId,
    sid: caller.sessionId,
    tid: caller.tenantId,
    kind: caller.kind,
    role: caller.role,
    scopes: [...caller.scopes],
    tiers: [...caller.tiers],
    acr: caller.acr,
    auth_time: caller.authTime,
    client_id: caller.clientId,
    grants: caller.grants.map((held) => ({
      id: held.id,
      tid: held.tenantId,
      pid: held.principalId,
      role: held.role,
      lvl: held.accessLevel,
      tiers: [...held.tiers],
      exp: held.expiresAt,
    })),
  };
}

/**
 * Verifies context tokens: identity's word to the subgraphs about who is calling.
 * @returns a function that throws AppError UNAUTHENTICATED for anything else, with the reason as its cause
 */
export function createContextTokenVerifier(deps: {
  issuer: string;
  audience?: string;
  keys: VerificationKeys;
  clock: Clock;
}): ContextTokenVerifier {
  const rules = {
    ...deps,
    audience: deps.audience ?? CONTEXT_TOKEN_AUDIENCE,
    typ: TOKEN_TYPES.context,
    maxLifeSeconds: MAX_CONTEXT_TOKEN_LIFE_SECONDS,
    maxCharacters: MAX_CHARACTERS,
    claims,
  };
  const verify = async (token: string): Promise<ContextClaimSet> => {
    const verified = await verifyToken(token, rules);
    // Attack: a time in the future would count as a fresh second factor for ever.
    if (verified.auth_time > verified.iat + CLOCK_TOLERANCE_SECONDS)
      throw tokenRefusal('authenticated after it was issued');
    return verified;
  };
  const verifyOnce = rememberVerified(verify, {
    clock: deps.clock,
    maxTokens: MAX_REMEMBERED,
    rememberMs: REMEMBER_MS,
  });
  return async (token) => toCaller(await verifyOnce(token), deps.clock);
}

/** A new object each time: what one request does to its caller, no other sees. Which grants have ended is asked anew, too. */
function toCaller(verified: ContextClaimSet, clock: Clock): Caller {
  return {
    kind: verified.kind,
    principalId: verified.sub,
    tenantId: verified.tid,
    role: verified.role,
    scopes: [...verified.scopes],
    tiers: [...verified.tiers],
    acr: verified.acr,
    authTime: verified.auth_time,
    sessionId: verified.sid,
    clientId: verified.client_id,
    // A grant may end while the token lives.
    grants: verified.grants.filter(({ exp }) => exp === null || exp * 1000 > clock.now()).map(toGrant),
    tokenExpiresAt: verified.exp,
  };
}

function toGrant(held: ContextClaimSet['grants'][number]): HeldGrant {
  return {
    id: held.id,
    tenantId: held.tid,
    principalId: held.pid,
    role: held.role,
    accessLevel: held.lvl,
    tiers: [...held.tiers],
    expiresAt: held.exp,
  };
}
