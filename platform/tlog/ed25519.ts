import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { TlogError } from './tlog-error.ts';
import type { KeyObject } from 'node:crypto';

export const ED25519_KEY_BYTES = 32;
export const ED25519_SIGNATURE_BYTES = 64;

// RFC 8410 wrappings, which are constant before the 32 key bytes.
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Enough for every log, witness and exporter one process may trust; making a key object costs more than verifying with it. */
const MAX_CACHED_PUBLIC_KEYS = 256;
const publicKeys = new Map<string, KeyObject>();

/** Whether `signature` (64 bytes) is a valid Ed25519 signature over `message` (RFC 8032). */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== ED25519_KEY_BYTES || signature.length !== ED25519_SIGNATURE_BYTES) return false;
  return verify(null, message, publicKeyObject(publicKey), signature);
}

function publicKeyObject(raw: Uint8Array): KeyObject {
  const id = Buffer.from(raw).toString('hex');
  const known = publicKeys.get(id);
  if (known !== undefined) return known;
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
  if (publicKeys.size >= MAX_CACHED_PUBLIC_KEYS) publicKeys.clear();
  publicKeys.set(id, key);
  return key;
}

export interface Ed25519Key {
  /** 32 bytes. */
  readonly publicKey: Buffer;
  readonly sign: (message: Uint8Array) => Buffer;
}

/**
 * Private key from its 32-byte seed (RFC 8032 section 5.1.5). The seed is not kept.
 * @throws TlogError malformed_seed
 */
export function ed25519FromSeed(seed: Uint8Array): Ed25519Key {
  if (seed.length !== ED25519_KEY_BYTES) throw new TlogError('malformed_seed', 'an Ed25519 seed has 32 bytes');
  const wrapped = Buffer.concat([PKCS8_PREFIX, seed]);
  const privateKey = createPrivateKey({ key: wrapped, format: 'der', type: 'pkcs8' });
  wrapped.fill(0);
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return {
    publicKey: spki.subarray(SPKI_PREFIX.length),
    sign: (message) => sign(null, message, privateKey),
  };
}
