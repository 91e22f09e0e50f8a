import { importJWK } from 'jose';
import type { CryptoKey } from 'jose';
import { z } from 'zod';
import { TOKEN_ALGORITHM } from './registered-claims.ts';

/** Where verifiers get public keys. */
export interface VerificationKeys {
  /**
   * @returns the public key with this id, or `undefined` when the issuer has none such
   * @throws Error when that cannot be known
   */
  get(kid: string): Promise<CryptoKey | undefined>;
}

/** Current, next and previous need three; more than this is not our issuer. */
const MAX_KEYS = 16;

/** Members that hold secrets (RFC 7517, 7518, 8037). A key published with one is burnt. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

const keySet = z.object({ keys: z.array(z.looseObject({ kid: z.string().min(1).max(128) })).max(MAX_KEYS) });

const ed25519Key = z.object({
  kid: z.string(),
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  /** 32 bytes in base64url. */
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  use: z.literal('sig').optional(),
  alg: z.literal(TOKEN_ALGORITHM).optional(),
});

/**
 * The public Ed25519 keys of a JWK set (RFC 7517, RFC 8037). Keys of other kinds, and keys that show private material, are left
 * out; only the public members of the rest are ever imported.
 * @throws Error when it is not a JWK set, or when two keys share an id
 */
export async function parsePublicJwks(jwks: unknown): Promise<ReadonlyMap<string, CryptoKey>> {
  const parsed = keySet.safeParse(jwks);
  if (!parsed.success) throw new Error('the key set is not valid');
  const ids = parsed.data.keys.map((key) => key.kid);
  if (new Set(ids).size !== ids.length) throw new Error('the key set repeats a key id');

  const keys = new Map<string, CryptoKey>();
  for (const candidate of parsed.data.keys) {
    if (PRIVATE_MEMBERS.some((member) => member in candidate)) continue;
    const key = ed25519Key.safeParse(candidate);
    if (key.success) keys.set(key.data.kid, await importPublicKey(key.data.x));
  }
  return keys;
}

/** Keys that are known and do not change, for the issuer itself and for tests. */
export function createFixedKeys(keys: ReadonlyMap<string, CryptoKey>): VerificationKeys {
  return { get: (kid) => Promise.resolve(keys.get(kid)) };
}

async function importPublicKey(x: string): Promise<CryptoKey> {
  const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x }, TOKEN_ALGORITHM);
  if (key instanceof Uint8Array) throw new Error('the key set holds a secret key');
  return key;
}
