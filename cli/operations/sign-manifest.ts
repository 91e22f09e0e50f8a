import { sign } from 'node:crypto';
import { privateKeyOf } from './signing-key.ts';
import type { PrivateKeyFile } from './signing-key.ts';

/** Media type of a signed manifest, as its header has it. */
const TYPE = 'lifeready-manifest+jws';

/** What is signed: a manifest, for whom it is and when it holds. */
export interface ManifestContent {
  readonly client: string;
  /** RFC 3339, UTC. */
  readonly notBefore: string;
  readonly expires: string;
  /** In the format of Apollo, of Relay, or an object of ids and texts. */
  readonly manifest: unknown;
}

/** Signs a manifest: a compact JWS (RFC 7515) with Ed25519 (RFC 8037, RFC 9864). */
export function signManifest(content: ManifestContent, key: PrivateKeyFile): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'Ed25519', kid: key.kid, typ: TYPE })}.${part(content)}`;
  return `${signed}.${sign(null, Buffer.from(signed), privateKeyOf(key)).toString('base64url')}`;
}
