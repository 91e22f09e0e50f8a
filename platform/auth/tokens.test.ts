import { describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { accessClaims, createAccessTokenVerifier } from './access-token.ts';
import { TIERS } from './caller.ts';
import type { HeldGrant } from './caller.ts';
import { contextClaims, createContextTokenVerifier, MAX_GRANTS } from './context-token.ts';
import { createFixedKeys, parsePublicJwks } from './public-jwks.ts';
import { registeredClaims } from './registered-claims.ts';
import {
  ACCESS_AUDIENCE,
  CONTEXT_AUDIENCE,
  ed25519Token,
  expectUnauthenticated,
  ISSUER,
  newCaller,
  newGrant,
  newSigningKey,
  newSubject,
  NOW_SECONDS,
  START_MS,
} from './testing/token-fixture.ts';

const key = newSigningKey('k1');
const keys = createFixedKeys(await parsePublicJwks({ keys: [key.jwk] }));
const clock = createManualClock(START_MS);
const verifyContext = createContextTokenVerifier({ issuer: ISSUER, keys, clock });

function contextToken(caller: ReturnType<typeof newCaller>): string {
  const registered = registeredClaims({ issuer: ISSUER, audience: CONTEXT_AUDIENCE, clock, lifeSeconds: 60 });
  return ed25519Token({ alg: 'Ed25519', typ: 'ctx+jwt', kid: 'k1' }, { ...registered, ...contextClaims(caller) }, key);
}

test('[R-001] a caller comes out of a context token as it went in', async () => {
  const caller = newCaller();
  expect(await verifyContext(contextToken(caller))).toEqual({ ...caller, tokenExpiresAt: NOW_SECONDS + 60 });
});

test('[R-001] a session comes out of an access token as it went in', async () => {
  const subject = newSubject();
  const registered = registeredClaims({ issuer: ISSUER, audience: ACCESS_AUDIENCE, clock, lifeSeconds: 300 });
  const token = ed25519Token(
    { alg: 'Ed25519', typ: 'at+jwt', kid: 'k1' },
    { ...registered, ...accessClaims(subject) },
    key,
  );
  const verify = createAccessTokenVerifier({ issuer: ISSUER, audience: ACCESS_AUDIENCE, keys, clock });
  expect(await verify(token)).toEqual({ ...subject, jti: registered.jti, iat: NOW_SECONDS, exp: NOW_SECONDS + 300 });
});

test('[R-004] a grant that has ended is not handed on, although the token still lives', async () => {
  const lasting = newGrant(NOW_SECONDS + 1);
  const caller = { ...newCaller(), grants: [newGrant(NOW_SECONDS), newGrant(NOW_SECONDS - 1), lasting] };
  expect((await verifyContext(contextToken(caller))).grants).toEqual([lasting]);
});

describe('a token that is shown again', () => {
  /** Whoever asks for the key verifies the signature. */
  function watched() {
    const time = createManualClock(START_MS);
    const verified: string[] = [];
    const get = (kid: string) => {
      verified.push(kid);
      return keys.get(kid);
    };
    return { time, verified, verify: createContextTokenVerifier({ issuer: ISSUER, keys: { get }, clock: time }) };
  }

  test('is verified once in five seconds', async () => {
    const { time, verified, verify } = watched();
    const token = contextToken(newCaller());
    const first = await verify(token);
    time.advance(4_999);
    expect(await verify(token)).toEqual(first);
    expect(verified).toHaveLength(1);
    time.advance(2);
    await verify(token);
    expect(verified).toHaveLength(2);
  });

  test('[R-004] is refused from the moment in which it is refused the first time', async () => {
    const { time, verify } = watched();
    const token = contextToken(newCaller());
    // With the tolerance that a first look allows.
    time.advance(62_000);
    await verify(token);
    time.advance(2_999);
    await verify(token);
    time.advance(1);
    await expectUnauthenticated(verify(token), token);
  });

  test('[R-004] loses a grant in the second in which the grant ends', async () => {
    const { time, verify } = watched();
    const ending = newGrant(NOW_SECONDS + 2);
    const token = contextToken({ ...newCaller(), grants: [ending] });
    expect((await verify(token)).grants).toEqual([ending]);
    time.advance(2_000);
    expect((await verify(token)).grants).toEqual([]);
  });

  test('does not carry from one request to another what was done to its caller', async () => {
    const { verify } = watched();
    const token = contextToken(newCaller());
    const first = await verify(token);
    first.scopes.push('everything');
    first.tiers.push('red');
    first.grants.length = 0;
    const again = await verify(token);
    expect(again.scopes).not.toContain('everything');
    expect(again.tiers).not.toContain('red');
    expect(again.grants).toHaveLength(2);
  });

  test('is not remembered while it is not good, and no other is taken for it', async () => {
    const { verified, verify } = watched();
    const good = contextToken(newCaller());
    await verify(good);
    const [header = '', claims = '', signature = ''] = good.split('.');
    const changed = `${header}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    await expectUnauthenticated(verify(changed), changed);
    await expectUnauthenticated(verify(changed), changed);
    expect(verified).toHaveLength(3);
  });
});

test('the largest caller fits into a token, and a larger one is not made', async () => {
  const largest = (): HeldGrant => ({ ...newGrant(NOW_SECONDS + 30), role: 'emergency_contact', tiers: [...TIERS] });
  const grants = Array.from({ length: MAX_GRANTS }, largest);
  const caller = { ...newCaller(), grants };
  expect((await verifyContext(contextToken(caller))).grants).toHaveLength(MAX_GRANTS);
  expect(() => contextClaims({ ...caller, grants: [...grants, newGrant(null)] })).toThrow(RangeError);
});

test('[R-004] an enlarged access-token life has to be allowed', async () => {
  const registered = registeredClaims({ issuer: ISSUER, audience: ACCESS_AUDIENCE, clock, lifeSeconds: 600 });
  const token = ed25519Token(
    { alg: 'Ed25519', typ: 'at+jwt', kid: 'k1' },
    { ...registered, ...accessClaims(newSubject()) },
    key,
  );
  const options = { issuer: ISSUER, audience: ACCESS_AUDIENCE, keys, clock };
  await expectUnauthenticated(createAccessTokenVerifier(options)(token), token, 'life');
  await expect(createAccessTokenVerifier({ ...options, maxLifeSeconds: 600 })(token)).resolves.toBeDefined();
});
