import { randomBytes } from 'node:crypto';
import { HOTP, Secret, TOTP } from 'otpauth';
import { equalConstantTime } from '#platform/crypto';
import type { TotpCodes } from '../domain/ports.ts';

/** RFC 4226 section 4 recommends 160 bits. */
const SECRET_BYTES = 20;
const STEP_SECONDS = 30;
const DIGITS = 6;
/** SHA-1 is what every authenticator app speaks; HMAC does not need its collision resistance (RFC 6238 section 1.2). */
const ALGORITHM = 'SHA1';
const ISSUER = 'LifeReady';
/** Steps before and after the current one that are accepted too, for clocks that drift (RFC 6238 section 5.2). */
const DRIFT_STEPS = 1;

/** Time-based one-time passwords (RFC 6238): six digits, steps of 30 s. */
export const totpCodes: TotpCodes = {
  newSecret: () => randomBytes(SECRET_BYTES),
  base32: (secret) => toSecret(secret).base32,
  uri: (secret, account) =>
    new TOTP({
      issuer: ISSUER,
      label: account,
      algorithm: ALGORITHM,
      digits: DIGITS,
      period: STEP_SECONDS,
      secret: toSecret(secret),
    }).toString(),
  matchingStep: (secret, code, now) => {
    const current = Math.floor(now.getTime() / 1000 / STEP_SECONDS);
    let matching: number | undefined;
    // Every step is compared, so that the time taken does not tell which one it was.
    for (let step = current - DRIFT_STEPS; step <= current + DRIFT_STEPS; step += 1) {
      if (equalConstantTime(codeOf(secret, step), code)) matching = step;
    }
    return matching;
  },
};

/** The code of one step. */
export function codeOf(secret: Buffer, step: number): string {
  return HOTP.generate({ secret: toSecret(secret), algorithm: ALGORITHM, digits: DIGITS, counter: step });
}

function toSecret(secret: Buffer): Secret {
  return new Secret({ buffer: Uint8Array.from(secret).buffer });
}

/** The secret that `base32` wrote. @throws Error when it is not Base32 */
export function secretFromBase32(text: string): Buffer {
  return Buffer.from(Secret.fromBase32(text).bytes);
}
