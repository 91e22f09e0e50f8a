import { createServer } from 'node:http';
import { generateTokenKeys } from '../../cli/stack/keys/generate.ts';
import { createTokenMint } from '../../tests/support/graph/token-mint.ts';
import { listenOnFreePort } from '../../tests/support/service/listen.ts';
import type { TokenMint } from '../../tests/support/graph/token-mint.ts';

/** Vouches for callers as identity does, and publishes its key. */
export interface TokenIssuer {
  readonly url: string;
  readonly issuer: string;
  readonly mint: TokenMint;
  close(): Promise<void>;
}

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const issuer = 'https://identity.example.test';
  const keys = generateTokenKeys();
  const published = keys.keys.map(({ d: _private, ...jwk }) => ({ ...jwk, use: 'sig', alg: 'Ed25519' }));
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: published }));
  });
  return { ...(await listenOnFreePort(server)), issuer, mint: createTokenMint({ keys, issuer }) };
}
