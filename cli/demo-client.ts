import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { z } from 'zod';
import { StackProblem } from './stack/problem.ts';
import type { DemoClient } from './stack/people.ts';

/** Assertions may live a minute (RFC 7523); half of it is plenty for one request. */
const ASSERTION_LIFE_SECONDS = 30;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const tokenSchema = z.object({ access_token: z.string() });

/** An access token for a service account, obtained as a partner's system would: `private_key_jwt` at the public endpoint. */
export async function clientAccessToken(client: DemoClient, url: string): Promise<string> {
  const response = await fetch(new URL('/oauth/token', url), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: assertionOf(client, url),
    }),
  });
  const token = tokenSchema.safeParse(await response.json());
  if (!token.success) throw new StackProblem(`${client.clientId} was refused (status ${String(response.status)}).`);
  return token.data.access_token;
}

function assertionOf({ clientId, privateJwk }: DemoClient, audience: string): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: audience,
    iat: now,
    exp: now + ASSERTION_LIFE_SECONDS,
    jti: randomUUID(),
  };
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${part({ alg: 'Ed25519', typ: 'JWT', kid: privateJwk['kid'] })}.${part(claims)}`;
  const key = createPrivateKey({ key: privateJwk, format: 'jwk' });
  return `${content}.${sign(null, Buffer.from(content), key).toString('base64url')}`;
}
