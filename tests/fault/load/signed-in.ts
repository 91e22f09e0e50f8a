import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { SignJWT, decodeJwt, importJWK } from 'jose';
import { z } from 'zod';

const LIFE_SECONDS = 300;
/** Renewed long before it ends. */
const RENEW_AFTER_SECONDS = 150;

const keysSchema = z.object({ keys: z.array(z.looseObject({ kid: z.string() })).min(1) });

/** The access token of a session, renewed without asking anybody: it must not depend on what is broken at the moment. */
export type Token = () => Promise<string>;

/**
 * @param accessToken of a session that goes on; a session lasts longer than any run
 * @param keysFile the keys that identity signs tokens with
 */
export function lastingToken(accessToken: string, keysFile: string): Token {
  let token = accessToken;
  let issuedAt = decodeJwt(accessToken).iat ?? 0;
  return async () => {
    const now = Math.floor(Date.now() / 1_000);
    if (now - issuedAt < RENEW_AFTER_SECONDS) return token;
    const { keys } = keysSchema.parse(JSON.parse(await readFile(keysFile, 'utf8')));
    const [jwk] = keys;
    const key = await importJWK({ ...jwk, alg: 'Ed25519' }, 'Ed25519');
    // Identity takes the older of this time and the session's own, so it makes nothing fresh that is not.
    const times = { iat: now, auth_time: now, exp: now + LIFE_SECONDS };
    token = await new SignJWT({ ...decodeJwt(token), jti: randomUUID(), ...times })
      .setProtectedHeader({ alg: 'Ed25519', typ: 'at+jwt', kid: jwk?.kid ?? '' })
      .sign(key);
    issuedAt = now;
    return token;
  };
}
