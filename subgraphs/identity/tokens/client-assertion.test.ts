import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { createManualClock, epochSeconds } from '#platform/clock';
import { newId } from '#platform/ids';
import { createClientAssertionVerifier } from './client-assertion.ts';
import type { ServiceClient } from '../domain/records.ts';

const ISSUER = 'https://api.example.test';
const pair = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const clock = createManualClock(1_790_000_000_000);
const client: ServiceClient = {
  tenantId: newId(),
  principalId: newId(),
  clientId: 'partner-1',
  publicKey: { ...pair.publicKey.export({ format: 'jwk' }) },
  scopes: ['catalogue:read'],
  revokedAt: null,
};

function verifier() {
  const used = new Set<string>();
  return createClientAssertionVerifier({
    issuer: ISSUER,
    clock,
    findClient: (clientId) => Promise.resolve(clientId === client.clientId ? client : undefined),
    claimOnce: (key) => Promise.resolve(!used.has(key) && used.add(key).has(key)),
  });
}

type Claims = Record<string, unknown>;

function claims(change: Claims = {}): Claims {
  const now = epochSeconds(clock);
  return { iss: client.clientId, sub: client.clientId, aud: ISSUER, iat: now, exp: now + 60, jti: newId(), ...change };
}

function assertion(change: Claims = {}, { key = pair.privateKey, alg = 'Ed25519' } = {}): Promise<string> {
  return new SignJWT(claims(change)).setProtectedHeader({ alg }).sign(key);
}

describe('private_key_jwt (RFC 7523)', () => {
  test('a fresh assertion of the registered key is the client', async () => {
    await expect(verifier()(await assertion())).resolves.toEqual(client);
  });

  test('works once', async () => {
    const verify = verifier();
    const once = await assertion();
    await verify(once);
    await expect(verify(once)).rejects.toMatchObject({ code: 'CLIENT_ASSERTION_INVALID' });
  });

  test.each<[string, () => Promise<string> | string]>([
    ['signed by somebody else', () => assertion({}, { key: stranger.privateKey })],
    ['under another algorithm name', () => assertion({}, { alg: 'EdDSA' })],
    ['unsigned', () => new UnsecuredJWT(claims()).encode()],
    ['for somebody else', () => assertion({ aud: 'https://other.example.test' })],
    ['for several', () => assertion({ aud: [ISSUER, 'https://other.example.test'] })],
    ['of an unknown client', () => assertion({ iss: 'partner-2', sub: 'partner-2' })],
    ['in the name of another client', () => assertion({ iss: 'partner-2' })],
    ['too long a life', () => assertion({ exp: epochSeconds(clock) + 61 })],
    ['over', () => assertion({ iat: epochSeconds(clock) - 70, exp: epochSeconds(clock) - 10 })],
    ['from the future', () => assertion({ iat: epochSeconds(clock) + 10, exp: epochSeconds(clock) + 60 })],
    ['without an id', () => assertion({ jti: undefined })],
    ['without an end', () => assertion({ exp: undefined })],
    ['with a claim nobody knows', () => assertion({ cnf: { jkt: 'x' } })],
    ['no JWT at all', () => 'x.y'],
    ['too long', () => 'x'.repeat(5_000)],
  ])('refused: %s', async (_name, make) => {
    await expect(verifier()(await make())).rejects.toMatchObject({
      code: 'CLIENT_ASSERTION_INVALID',
      detail: undefined,
    });
  });
});
