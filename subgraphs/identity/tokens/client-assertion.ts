import { decodeJwt, importJWK, jwtVerify } from 'jose';
import { z } from 'zod';
import { TOKEN_ALGORITHM } from '#platform/auth';
import { epochSeconds } from '#platform/clock';
import { AppError } from '#platform/errors';
import type { Clock } from '#platform/clock';
import type { ServiceClient } from '../domain/records.ts';

export const CLIENT_ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Longest life of an assertion, and so how long its `jti` must be remembered. */
const MAX_LIFE_SECONDS = 60;
const CLOCK_TOLERANCE_SECONDS = 5;
const MAX_CHARACTERS = 4_096;

const clientId = z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/);
/** Strict: a claim that we do not know may be a restriction. */
const claims = z.strictObject({
  iss: clientId,
  sub: clientId,
  aud: z.string(),
  iat: z.int().min(0),
  nbf: z.int().min(0).optional(),
  exp: z.int().min(0),
  jti: z.string().min(16).max(128),
});

export interface ClientAssertionDeps {
  /** Our own issuer: the audience of assertions (RFC 7523 section 3, as RFC 9700 narrows it). */
  readonly issuer: string;
  readonly clock: Clock;
  readonly findClient: (clientId: string) => Promise<ServiceClient | undefined>;
  /** @returns true for the first claim of a key during its lifetime */
  readonly claimOnce: (key: string, ttlSeconds: number) => Promise<boolean>;
}

/**
 * Verifies a `private_key_jwt` assertion (RFC 7523): signed with the client's registered key, for us, at most a minute long,
 * used once.
 * @throws AppError CLIENT_ASSERTION_INVALID, the reason as its cause
 */
export function createClientAssertionVerifier(
  deps: ClientAssertionDeps,
): (assertion: string) => Promise<ServiceClient> {
  return async (assertion) => {
    if (assertion.length > MAX_CHARACTERS) throw refusal('it is too long');
    const claimed = claims.safeParse(decode(assertion));
    if (!claimed.success || claimed.data.iss !== claimed.data.sub) throw refusal('its claims are not valid');
    const client = await deps.findClient(claimed.data.sub);
    if (client === undefined) throw refusal('the client is not known');
    await verifySignature(assertion, client, deps);
    const { iat, exp, jti, aud } = claimed.data;
    if (aud !== deps.issuer) throw refusal('it is for somebody else');
    if (iat > epochSeconds(deps.clock) + CLOCK_TOLERANCE_SECONDS) throw refusal('it is from the future');
    if (exp <= iat || exp - iat > MAX_LIFE_SECONDS) throw refusal('its life is not allowed');
    // Last, so that an assertion refused for another reason does not use up the id.
    const first = await deps.claimOnce(
      `client-assertion:${client.clientId}:${jti}`,
      MAX_LIFE_SECONDS + 2 * CLOCK_TOLERANCE_SECONDS,
    );
    if (!first) throw refusal('it was used before');
    return client;
  };
}

/** Only to find the client; nothing of it is believed before the signature is verified. */
function decode(assertion: string): unknown {
  try {
    return decodeJwt(assertion);
  } catch {
    throw refusal('it is not a JWT');
  }
}

async function verifySignature(
  assertion: string,
  client: ServiceClient,
  { issuer, clock }: ClientAssertionDeps,
): Promise<void> {
  try {
    await jwtVerify(assertion, await importJWK(client.publicKey, TOKEN_ALGORITHM), {
      algorithms: [TOKEN_ALGORITHM],
      issuer: client.clientId,
      subject: client.clientId,
      audience: issuer,
      requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat', 'jti'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(clock.now()),
    });
  } catch {
    throw refusal('it does not verify');
  }
}

function refusal(reason: string): AppError {
  return new AppError('CLIENT_ASSERTION_INVALID', { cause: new Error(`client assertion refused: ${reason}`) });
}
