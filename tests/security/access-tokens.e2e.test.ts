import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT, decodeJwt, decodeProtectedHeader, importJWK } from 'jose';
import { z } from 'zod';
import { createGraphClient } from '../support/e2e/graph-client.ts';
import { somebody } from '../support/e2e/people.ts';
import { sharedStack } from '../support/e2e/shared-stack.ts';
import type { JWK, JWTPayload } from 'jose';
import type { Exchange } from '../support/e2e/graph-client.ts';

const keysSchema = z.object({ keys: z.array(z.looseObject({ kid: z.string(), x: z.string() })).min(1) });

let valid: string;
let claims: JWTPayload;
let privateJwk: JWK & { kid: string };

beforeAll(async () => {
  const { url, state } = sharedStack();
  valid = (await somebody(url)).person.accessToken();
  claims = decodeJwt(valid);
  const file = path.join(state, 'keys', 'identity', 'token-keys.json');
  const [key] = keysSchema.parse(JSON.parse(await readFile(file, 'utf8'))).keys;
  privateJwk = key as JWK & { kid: string };
});

function me(token: string): Promise<Exchange<{ me: { id: string } }>> {
  return createGraphClient(sharedStack().url).execute({ query: '{ me { id } }', token });
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signed with identity's real key, so that only the named difference can be the reason of a refusal. */
async function signed(changes: JWTPayload, header: Record<string, unknown> = {}): Promise<string> {
  const { kid } = privateJwk;
  const key = await importJWK({ ...privateJwk, alg: 'Ed25519' }, 'Ed25519');
  return new SignJWT({ ...claims, ...changes })
    .setProtectedHeader({ alg: 'Ed25519', typ: 'at+jwt', kid, ...header })
    .sign(key);
}

const now = (): number => Math.floor(Date.now() / 1000);

const forgeries: readonly (readonly [string, () => Promise<string> | string])[] = [
  ['expired', () => signed({ iat: now() - 600, nbf: now() - 600, exp: now() - 300 })],
  ['not valid yet', () => signed({ iat: now() + 600, nbf: now() + 600, exp: now() + 800 })],
  ['for another audience', () => signed({ aud: 'somebody-else' })],
  ['for the subgraphs', () => signed({ aud: 'lifeready-subgraphs' }, { typ: 'ctx+jwt' })],
  ['of another issuer', () => signed({ iss: 'https://elsewhere.example' })],
  ['of another type', () => signed({}, { typ: 'JWT' })],
  ['with an unknown key id', () => signed({}, { kid: 'unknown' })],
  ['without a session', () => signed({ sid: undefined })],
  ['with a changed payload', () => tampered(1, part({ ...claims, sub: '00000000-0000-7000-8000-000000000000' }))],
  ['with a changed signature', () => tampered(2, Buffer.alloc(64, 7).toString('base64url'))],
  ['unsigned (alg none)', () => `${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims)}.`],
  ['HS256 under the public key', () => hs256(privateJwk.x ?? '')],
  ['HS256 under a guessed secret', () => hs256('secret')],
];

function tampered(at: number, replacement: string): string {
  return valid
    .split('.')
    .map((piece, index) => (index === at ? replacement : piece))
    .join('.');
}

function hs256(secret: string): string {
  const content = `${part({ alg: 'HS256', typ: 'at+jwt', kid: privateJwk.kid })}.${part(claims)}`;
  return `${content}.${createHmac('sha256', Buffer.from(secret, 'base64url')).update(content).digest('base64url')}`;
}

describe('[R-001] [R-004] [R-005] the gateway takes no forged access token', () => {
  test('the real one is taken, so a refusal below has its own reason', async () => {
    expect((await me(valid)).expectData().me.id).toBe(claims.sub);
    expect(decodeProtectedHeader(valid)).toMatchObject({ alg: 'Ed25519', typ: 'at+jwt' });
    expect((await me(await signed({}))).expectData().me.id).toBe(claims.sub);
  });

  test.each(forgeries)('%s', async (_name, forge) => {
    const answer = await me(await forge());
    answer.expectError('UNAUTHENTICATED');
    expect(answer.status).toBe(401);
  });

  test('[R-006] a token of a session that was ended', async () => {
    const person = await somebody(sharedStack().url);
    (await person.execute('mutation { revokeSession(input: {}) { sessionId } }')).expectData();
    const deadline = Date.now() + 6_000;
    let answer = await person.execute('{ me { id } }');
    // Within the promised five seconds on every replica.
    while (answer.errors.length === 0 && Date.now() < deadline) answer = await person.execute('{ me { id } }');
    answer.expectError('UNAUTHENTICATED');
  });
});
