import { generateKeyPairSync } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import type { PublicJwk } from '../types.ts';

export interface SigningKey {
  readonly publicJwk: PublicJwk;
  readonly privateJwk: JsonWebKey;
}

/** A key that nobody else has. */
export function newSigningKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return { publicJwk: { kty: 'OKP', crv: 'Ed25519', x }, privateJwk: privateKey.export({ format: 'jwk' }) };
}
