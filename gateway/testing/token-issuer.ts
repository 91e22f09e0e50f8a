import { generateKeyPairSync, sign } from 'node:crypto';
import { CONTEXT_TOKEN_AUDIENCE, TOKEN_TYPES, accessClaims, contextClaims, registeredClaims } from '#platform/auth';
import { newId } from '#platform/ids';
import type { Caller } from '#platform/auth';
import type { Clock } from '#platform/clock';

export type TestCaller = Omit<Caller, 'tokenExpiresAt'>;

/** A signed-in person as identity would describe them. */
export function testCaller(clock: Clock, change: Partial<TestCaller> = {}): TestCaller {
  return {
    kind: 'human',
    principalId: newId(),
    tenantId: newId(),
    role: 'principal',
    scopes: ['read:all', 'read:packs', 'write:limited', 'grant:manage'],
    tiers: ['green', 'amber'],
    acr: 'aal2',
    authTime: Math.floor(clock.now() / 1000) - 10,
    sessionId: newId(),
    clientId: 'web',
    grants: [],
    ...change,
  };
}

/** Signs what identity would sign, with a key of its own. */
export function createTokenIssuer(options: { issuer: string; audience: string; clock: Clock }) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const kid = 'test-key';
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'Ed25519' };
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = (typ: string, claims: unknown): string => {
    const input = `${encode({ alg: 'Ed25519', typ, kid })}.${encode(claims)}`;
    return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
  };
  const { issuer, audience, clock } = options;
  return {
    jwks: { keys: [jwk] },
    accessToken(caller: TestCaller, change: Readonly<Record<string, unknown>> = {}): string {
      const { principalId: sub, sessionId: sid, clientId, tenantId, acr, authTime } = caller;
      const subject = accessClaims({ sub, sid, clientId, tenantId, acr, amr: ['pwd', 'otp'], authTime });
      const registered = registeredClaims({ issuer, audience, clock, lifeSeconds: 300 });
      return token(TOKEN_TYPES.access, { ...registered, ...subject, ...change });
    },
    contextToken(caller: TestCaller): string {
      const registered = registeredClaims({ issuer, audience: CONTEXT_TOKEN_AUDIENCE, clock, lifeSeconds: 60 });
      return token(TOKEN_TYPES.context, { ...registered, ...contextClaims(caller) });
    },
  };
}

export type TokenIssuer = ReturnType<typeof createTokenIssuer>;
