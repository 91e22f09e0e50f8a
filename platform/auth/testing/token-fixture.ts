import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { expect } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { newId } from '#platform/ids';
import { accessClaims } from '../access-token.ts';
import type { AccessSubject } from '../access-token.ts';
import type { Caller } from '../caller.ts';
import { contextClaims } from '../context-token.ts';
import { registeredClaims } from '../registered-claims.ts';

export const START_MS = 1_790_000_000_000;
export const NOW_SECONDS = START_MS / 1000;
export const ISSUER = 'https://identity.example.test';
export const ACCESS_AUDIENCE = 'https://api.example.test';
export const CONTEXT_AUDIENCE = 'lifeready-subgraphs';

export type Claims = Record<string, unknown>;

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** The public key as identity would publish it. */
  readonly jwk: Record<string, unknown>;
}

/** Forgeries are made with node:crypto alone, so that no library keeps a test from being wrong on purpose. */
export function newSigningKey(kid: string): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'Ed25519' } };
}

export function base64urlJson(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A compact JWS over whatever it is given. */
export function ed25519Token(header: unknown, claims: unknown, key: SigningKey): string {
  const input = `${base64urlJson(header)}.${base64urlJson(claims)}`;
  return `${input}.${sign(null, Buffer.from(input), key.privateKey).toString('base64url')}`;
}

export function hmacToken(header: unknown, claims: unknown, secret: string | Buffer): string {
  const input = `${base64urlJson(header)}.${base64urlJson(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

export function unsignedToken(header: unknown, claims: unknown): string {
  return `${base64urlJson(header)}.${base64urlJson(claims)}.`;
}

export function newSubject(): AccessSubject {
  return {
    sub: newId(),
    sid: newId(),
    clientId: 'web',
    tenantId: newId(),
    acr: 'aal2',
    amr: ['pwd', 'otp'],
    authTime: NOW_SECONDS - 60,
  };
}

export function newCaller(): Omit<Caller, 'tokenExpiresAt'> {
  return {
    kind: 'human',
    principalId: newId(),
    tenantId: newId(),
    role: 'principal',
    scopes: ['read:all', 'write:limited'],
    tiers: ['green', 'amber'],
    acr: 'aal2',
    authTime: NOW_SECONDS - 60,
    sessionId: newId(),
    clientId: 'web',
    grants: [newGrant(null), newGrant(NOW_SECONDS + 30)],
  };
}

export function newGrant(expiresAt: number | null): Caller['grants'][number] {
  const ids = { id: newId(), tenantId: newId(), principalId: newId() };
  return { ...ids, role: 'executor_nominee', accessLevel: 'read_only_packs', tiers: ['green', 'red'], expiresAt };
}

export function validAccessClaims(): Claims {
  const clock = createManualClock(START_MS);
  return {
    ...registeredClaims({ issuer: ISSUER, audience: ACCESS_AUDIENCE, clock, lifeSeconds: 300 }),
    ...accessClaims(newSubject()),
  };
}

export function validContextClaims(): Claims {
  const clock = createManualClock(START_MS);
  return {
    ...registeredClaims({ issuer: ISSUER, audience: CONTEXT_AUDIENCE, clock, lifeSeconds: 60 }),
    ...contextClaims(newCaller()),
  };
}

/** Refused with the one public code, and nothing of the token in the error or its cause. */
export async function expectUnauthenticated(verification: Promise<unknown>, token: string, reason = ''): Promise<void> {
  const error: unknown = await verification.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  expect(error).toMatchObject({
    code: 'UNAUTHENTICATED',
    detail: undefined,
    fields: undefined,
    facts: undefined,
    cause: expect.objectContaining({ message: expect.stringMatching(new RegExp(`^token refused: .*${reason}`)) }),
  });
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : new Error('no cause');
  expect(Object.keys(cause)).toEqual([]);
  for (const part of token.split('.')) if (part.length > 4) expect(cause.message).not.toContain(part.slice(0, 12));
}
