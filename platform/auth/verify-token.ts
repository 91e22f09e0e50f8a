import { jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { epochSeconds } from '#platform/clock';
import { AppError } from '#platform/errors';
import type { Clock } from '#platform/clock';
import type { VerificationKeys } from './public-jwks.ts';
import { describeJoseError, tokenRefusal } from './refusal.ts';
import type { RegisteredClaims } from './registered-claims.ts';
import { TOKEN_ALGORITHM } from './registered-claims.ts';

/** How far clocks of two machines may differ. */
export const CLOCK_TOLERANCE_SECONDS = 5;

/** What one kind of token must be. */
export interface TokenRules<Claims extends RegisteredClaims> {
  readonly typ: string;
  readonly issuer: string;
  readonly audience: string;
  readonly keys: VerificationKeys;
  readonly clock: Clock;
  readonly maxLifeSeconds: number;
  readonly maxCharacters: number;
  /** Every claim, required or optional; others are refused. */
  readonly claims: z.ZodType<Claims>;
}

/**
 * The claims of a token that keeps to all rules (RFC 7519 section 7.2, RFC 8725).
 * @throws AppError UNAUTHENTICATED, with the reason as its cause; SERVICE_UNAVAILABLE while the keys of the issuer cannot be had
 */
export async function verifyToken<Claims extends RegisteredClaims>(
  token: string,
  rules: TokenRules<Claims>,
): Promise<Claims> {
  refuseOtherSpellings(token, rules.maxCharacters);
  const kid = readKeyId(token, rules.typ);
  const payload = await verifySignature(token, await findKey(kid, rules.keys), rules);
  const parsed = rules.claims.safeParse(payload);
  if (!parsed.success) throw tokenRefusal(`claims not valid: ${parsed.error.issues.map(describeIssue).join(', ')}`);
  refuseOddLife(parsed.data, rules);
  return parsed.data;
}

/** Attack: a changed token that decodes to the same bytes. Only three canonical base64url parts are read, and never too many. */
function refuseOtherSpellings(token: string, maxCharacters: number): void {
  if (token.length > maxCharacters) throw tokenRefusal('it is too long');
  const parts = token.split('.');
  const canonical = parts.every((part) => part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part);
  if (parts.length !== 3 || !canonical) throw tokenRefusal('it is not a compact JWS');
}

/**
 * Attack: a header that chooses another algorithm, brings its own key or changes how the payload is read. Three members are
 * allowed, nothing else (no `crit`, `b64`, `jwk`, `jku`, `x5u`, `zip`).
 */
function readKeyId(token: string, typ: string): string {
  const header = z.strictObject({
    alg: z.literal(TOKEN_ALGORITHM),
    typ: z.literal(typ),
    kid: z.string().min(1).max(128),
  });
  const parsed = header.safeParse(parseJson(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url')));
  if (!parsed.success) throw tokenRefusal(`header not valid: ${parsed.error.issues.map(describeIssue).join(', ')}`);
  return parsed.data.kid;
}

async function findKey(kid: string, keys: VerificationKeys) {
  const key = await keys.get(kid).catch(() => {
    // As much a no as any other; but the token may be good, and whoever sent it could not get a better one now.
    throw new AppError('SERVICE_UNAVAILABLE', { cause: new Error('the keys of the issuer cannot be had') });
  });
  if (key === undefined) throw tokenRefusal('unknown key id');
  return key;
}

type TokenKey = Awaited<ReturnType<typeof findKey>>;

/** Every option is given every time: jose's defaults accept any algorithm that fits the key and ask for no claim. */
async function verifySignature<Claims extends RegisteredClaims>(
  token: string,
  key: TokenKey,
  rules: TokenRules<Claims>,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [TOKEN_ALGORITHM],
      typ: rules.typ,
      issuer: rules.issuer,
      audience: rules.audience,
      requiredClaims: ['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'sub', 'sid'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(rules.clock.now()),
    });
    return payload;
  } catch (error) {
    throw tokenRefusal(describeJoseError(error));
  }
}

/** Attack: a token made to live long by whoever holds the key for a moment, or one from the future kept for later. */
function refuseOddLife(
  { iat, nbf, exp }: RegisteredClaims,
  { clock, maxLifeSeconds }: { clock: Clock; maxLifeSeconds: number },
): void {
  if (iat > epochSeconds(clock) + CLOCK_TOLERANCE_SECONDS) throw tokenRefusal('issued in the future');
  if (exp <= iat || exp - iat > maxLifeSeconds) throw tokenRefusal('its life is not allowed');
  if (nbf > exp) throw tokenRefusal('it is never valid');
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Where and what kind, without the value: names of unknown members come from outside and are left out too. */
function describeIssue(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys' ? 'unknown members' : `${issue.path.join('.')} ${issue.code}`;
}
