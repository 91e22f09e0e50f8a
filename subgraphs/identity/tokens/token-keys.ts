import { z } from 'zod';
import { calculateJwkThumbprint, importJWK } from 'jose';
import { TOKEN_ALGORITHM, createFixedKeys, parsePublicJwks } from '#platform/auth';
import type { CryptoKey, JWK } from 'jose';
import type { VerificationKeys } from '#platform/auth';

/** 32 bytes in base64url. */
const OCTETS_32 = /^[A-Za-z0-9_-]{43}$/;
/** More than a rotation needs. */
const KEYS_MAX = 8;

/**
 * The file of signing keys: a private JWK set (RFC 7517, RFC 8037) in which each key says whether it signs (`current`), will
 * sign soon (`next`) or has signed (`previous`). All are published; a key that is taken out is refused everywhere.
 */
export const tokenKeysSchema = z
  .strictObject({
    keys: z
      .array(
        z.strictObject({
          kty: z.literal('OKP'),
          crv: z.literal('Ed25519'),
          x: z.string().regex(OCTETS_32),
          d: z.string().regex(OCTETS_32),
          kid: z.string().min(1).max(128),
          alg: z.literal(TOKEN_ALGORITHM).optional(),
          use: z.literal('sig').optional(),
          status: z.enum(['current', 'next', 'previous']).default('current'),
        }),
      )
      .min(1)
      .max(KEYS_MAX),
  })
  .refine(
    ({ keys }) => keys.filter(({ status }) => status === 'current').length === 1,
    'exactly one key must be current',
  )
  .refine(({ keys }) => new Set(keys.map(({ kid }) => kid)).size === keys.length, 'key ids must be unique');

/** The keys of the token service. The private one cannot be exported or printed. */
export interface KeyRing {
  readonly kid: string;
  readonly signingKey: CryptoKey;
  /** Public members only, as published. */
  readonly jwks: { readonly keys: readonly JWK[] };
  readonly verificationKeys: VerificationKeys;
}

/** @throws Error when a key id is not the thumbprint of its key (RFC 7638), or private and public part do not belong together */
export async function createKeyRing({ keys }: z.output<typeof tokenKeysSchema>): Promise<KeyRing> {
  const published: JWK[] = [];
  for (const { kty, crv, x, kid } of keys) {
    if ((await calculateJwkThumbprint({ kty, crv, x })) !== kid)
      throw new Error('a key id of the token keys is not the thumbprint of its key');
    published.push({ kty, crv, x, kid, use: 'sig', alg: TOKEN_ALGORITHM });
  }
  const current = keys.find(({ status }) => status === 'current');
  if (current === undefined) throw new Error('no token key is current');
  const { kty, crv, x, d, kid } = current;
  const signingKey = await importJWK({ kty, crv, x, d }, TOKEN_ALGORITHM, { extractable: false });
  if (signingKey instanceof Uint8Array) throw new Error('the token key is not a key pair');
  const jwks = { keys: published };
  return { kid, signingKey, jwks, verificationKeys: createFixedKeys(await parsePublicJwks(jwks)) };
}
