import { post } from '../attack.ts';
import type { Attack } from '../attack.ts';

const REFUSED = [401, 'UNAUTHENTICATED'] as const;
const ME = { query: '{ me { id } }' };

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = Math.floor(Date.now() / 1_000);
const claims = {
  iss: 'http://localhost:4000',
  aud: 'http://localhost:4000',
  sub: 'somebody',
  iat: now,
  exp: now + 300,
};

const withToken = (name: string, authorization: string): Attack =>
  post(name, ME, REFUSED, { headers: ['content-type: application/json', `authorization: ${authorization}`] });

const token = (header: object, signature = 'AAAA'): string => `Bearer ${encode(header)}.${encode(claims)}.${signature}`;

export const CALLERS: readonly Attack[] = [
  post('nobody asks for what is somebody’s', ME, REFUSED),
  withToken('a token without a signature', token({ alg: 'none', typ: 'at+jwt' }, '')),
  withToken('a token with a shared secret for a key', token({ alg: 'HS256', typ: 'at+jwt', kid: 'test-key' })),
  withToken(
    'a token with a signature of nobody',
    token({ alg: 'Ed25519', typ: 'at+jwt', kid: 'test-key' }, 'A'.repeat(86)),
  ),
  withToken(
    'a token with a key of its own',
    token({ alg: 'Ed25519', typ: 'at+jwt', jwk: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) } }, 'A'.repeat(86)),
  ),
  withToken(
    'a token with an address of keys',
    token({ alg: 'Ed25519', typ: 'at+jwt', jku: 'http://127.0.0.1:1/keys', kid: 'x' }, 'A'.repeat(86)),
  ),
  withToken(
    'a token whose key is a path',
    token({ alg: 'Ed25519', typ: 'at+jwt', kid: '../../../../dev/null' }, 'A'.repeat(86)),
  ),
  withToken('a token of another kind', token({ alg: 'Ed25519', typ: 'JWT', kid: 'test-key' }, 'A'.repeat(86))),
  withToken('a token that is none', 'Bearer x'),
  withToken('a token of 8 kB', `Bearer ${'a'.repeat(8_000)}`),
  post('headers that say who it is', ME, REFUSED, {
    headers: ['content-type: application/json', 'x-user-id: 1', 'x-lifeready-context: x', 'x-forwarded-user: admin'],
  }),
];
