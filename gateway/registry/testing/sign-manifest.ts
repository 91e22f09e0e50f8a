import { createPrivateKey, sign } from 'node:crypto';
import { MANIFEST_TYPE } from '../manifest/manifest-token.ts';
import type { JsonWebKey } from 'node:crypto';
import type { ManifestPayload } from '../manifest/manifest-token.ts';

/**
 * Signs a manifest as a compact JWS (RFC 7515, RFC 8037), as whoever publishes one does with tools of their own.
 * @param signing.privateJwk Ed25519, with `d`
 * @param signing.kid as the registry gave it when the public key was registered
 */
export function signManifest(
  content: ManifestPayload,
  signing: { readonly privateJwk: JsonWebKey; readonly kid: string },
): string {
  const key = createPrivateKey({ key: signing.privateJwk, format: 'jwk' });
  const header = encoded({ alg: 'Ed25519', kid: signing.kid, typ: MANIFEST_TYPE });
  const signed = `${header}.${encoded(content)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
