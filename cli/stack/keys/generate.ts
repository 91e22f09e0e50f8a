import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';

const SEED_BYTES = 32;
const MASTER_KEY_BYTES = 32;
const PASSWORD_BYTES = 24;
const ORIGIN_SUFFIX_BYTES = 4;

/** The written form of a key that signs notes: its name, and an Ed25519 seed of 32 bytes in base64. */
export interface NoteKeyFile {
  readonly name: string;
  readonly seed: string;
}

/** @param kind what the key signs; becomes part of its name, with a random end so that two installations never share one */
export function generateNoteKey(kind: 'audit' | 'export' | 'witness'): NoteKeyFile {
  const name = `lifeready.example/${kind}/dev-${randomBytes(ORIGIN_SUFFIX_BYTES).toString('hex')}`;
  return { name, seed: randomBytes(SEED_BYTES).toString('base64') };
}

/** @returns the master keys of a service's local KMS: one key, as `parseLocalKmsKeys` reads them */
export function generateKmsKeys(): { id: string; key: string }[] {
  return [
    {
      id: `dev-${randomBytes(ORIGIN_SUFFIX_BYTES).toString('hex')}`,
      key: randomBytes(MASTER_KEY_BYTES).toString('base64'),
    },
  ];
}

/** @returns a private JWK Set with one Ed25519 key for signing tokens; the key id is its RFC 7638 thumbprint */
export function generateTokenKeys(): { keys: Record<string, string>[] } {
  const { crv, d, kty, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (crv === undefined || d === undefined || kty === undefined || x === undefined)
    throw new Error('the JWK of an Ed25519 key is incomplete');
  // RFC 7638 section 3: the required members only, in lexicographic order, without white space.
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
  return { keys: [{ kty, crv, x, d, kid, alg: 'Ed25519', use: 'sig' }] };
}

/** @returns a password that needs no escaping anywhere */
export function generatePassword(): string {
  return randomBytes(PASSWORD_BYTES).toString('base64url');
}
