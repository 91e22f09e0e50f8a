import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { identityKey, resigned } from '../support/e2e/identity-keys.ts';
import { callAsGateway, contextTokenFor } from '../support/e2e/inside.ts';
import { somebody } from '../support/e2e/people.ts';
import { sharedStack } from '../support/e2e/shared-stack.ts';
import type { JWTPayload } from 'jose';
import type { TokenKey } from '../support/e2e/identity-keys.ts';
import type { InsideAnswer } from '../support/e2e/inside.ts';

/** A question that each subgraph answers to anybody who is really somebody. */
const SUBGRAPHS = ['identity', 'vault', 'case', 'incident', 'audit', 'operations'] as const;

let accessToken: string;
let valid: string;
let claims: JWTPayload;
let privateJwk: TokenKey;

beforeAll(async () => {
  const { url } = sharedStack();
  accessToken = (await somebody(url)).person.accessToken();
  valid = await contextTokenFor(accessToken);
  claims = decodeJwt(valid);
  privateJwk = await identityKey();
});

function ask(service: string, token: string): Promise<InsideAnswer> {
  return callAsGateway({
    service,
    body: JSON.stringify({ query: '{ __typename }' }),
    headers: { authorization: `Bearer ${token}` },
  });
}

/** Signed with identity's real key, so that only the named difference can be the reason of a refusal. */
function signed(changes: JWTPayload, header: Record<string, unknown> = {}): Promise<string> {
  return resigned(valid, 'ctx+jwt', changes, header);
}

const now = (): number => Math.floor(Date.now() / 1000);
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function hs256(secret: string): string {
  const content = `${part({ alg: 'HS256', typ: 'ctx+jwt', kid: privateJwk.kid })}.${part(claims)}`;
  return `${content}.${createHmac('sha256', Buffer.from(secret, 'base64url')).update(content).digest('base64url')}`;
}

const forgeries: readonly (readonly [string, () => Promise<string> | string])[] = [
  ['expired', () => signed({ iat: now() - 120, nbf: now() - 120, exp: now() - 70 })],
  ['of too long a life', () => signed({ iat: now(), nbf: now(), exp: now() + 600 })],
  ['for another audience', () => signed({ aud: 'somebody-else' })],
  ['of another issuer', () => signed({ iss: 'https://elsewhere.example' })],
  ['that is an access token', () => accessToken],
  ['with an unknown key id', () => signed({}, { kid: 'unknown' })],
  ['with a role that does not exist', () => signed({ role: 'root' })],
  [
    'with a changed payload',
    () =>
      valid
        .split('.')
        .map((piece, at) => (at === 1 ? part({ ...claims, role: 'auditor' }) : piece))
        .join('.'),
  ],
  ['unsigned (alg none)', () => `${part({ alg: 'none', typ: 'ctx+jwt' })}.${part(claims)}.`],
  ['HS256 under the public key', () => hs256(privateJwk.x ?? '')],
];
const rows = SUBGRAPHS.flatMap((service) => forgeries.map(([name, forge]) => [service, name, forge] as const));

describe('[R-001] [R-004] [R-046] a subgraph believes identity and nobody else, not even the gateway', () => {
  test.each(SUBGRAPHS)('%s takes the real context token, so a refusal below has its own reason', async (service) => {
    expect(await ask(service, await signed({}))).toMatchObject({
      status: 200,
      json: { data: { __typename: 'Query' } },
    });
  });

  test.each(rows)('%s refuses a context token %s', async (service, _name, forge) => {
    expect(await ask(service, await forge())).toMatchObject({ status: 401, json: { code: 'UNAUTHENTICATED' } });
  });
});
