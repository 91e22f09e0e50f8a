import { createPrivateKey, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { sharedStack } from './shared-stack.ts';

const ASSERTION_SECONDS = 30;
const clientSchema = z.object({ clientId: z.string(), privateJwk: z.record(z.string(), z.string()) });
const tokenSchema = z.object({ access_token: z.string() });

/**
 * A token of the demo's service account, for a signed assertion (RFC 7523).
 * @param stack the shared one unless a test has its own
 */
export async function partnerToken(
  { url, state }: { readonly url: string; readonly state: string } = sharedStack(),
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const entries = z.array(z.unknown()).parse(JSON.parse(await readFile(path.join(state, 'people.json'), 'utf8')));
  const client = entries.flatMap((entry) => clientSchema.safeParse(entry).data ?? [])[0];
  if (client === undefined) throw new Error('there is no demo service account');
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: client.clientId, sub: client.clientId, aud: url, iat: now, exp: now + ASSERTION_SECONDS };
  const assertion = await new SignJWT({ ...claims, jti: randomUUID() })
    .setProtectedHeader({ alg: 'Ed25519' })
    .sign(createPrivateKey({ key: client.privateJwk, format: 'jwk' }));
  const answer = await fetch(new URL('/oauth/token', url), {
    method: 'POST',
    headers,
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  });
  return tokenSchema.parse(await answer.json()).access_token;
}
