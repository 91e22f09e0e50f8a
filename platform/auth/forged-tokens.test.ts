import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createManualClock } from '#platform/clock';
import { createAccessTokenVerifier } from './access-token.ts';
import { createContextTokenVerifier } from './context-token.ts';
import { createFixedKeys, parsePublicJwks } from './public-jwks.ts';
import {
  ACCESS_AUDIENCE,
  base64urlJson,
  CONTEXT_AUDIENCE,
  ed25519Token,
  expectUnauthenticated,
  hmacToken,
  ISSUER,
  newSigningKey,
  NOW_SECONDS,
  START_MS,
  unsignedToken,
  validAccessClaims,
  validContextClaims,
} from './testing/token-fixture.ts';
import type { Claims } from './testing/token-fixture.ts';

const current = newSigningKey('current');
const retired = newSigningKey('retired');
const stranger = newSigningKey('current');

const clock = createManualClock(START_MS);
const keys = createFixedKeys(await parsePublicJwks({ keys: [current.jwk] }));

/** The two kinds of token go through the same forgeries. */
const kinds = [
  {
    kind: 'access token',
    typ: 'at+jwt',
    otherTyp: 'ctx+jwt',
    otherAudience: CONTEXT_AUDIENCE,
    maxLifeSeconds: 300,
    claims: validAccessClaims,
    verify: createAccessTokenVerifier({ issuer: ISSUER, audience: ACCESS_AUDIENCE, keys, clock }),
  },
  {
    kind: 'context token',
    typ: 'ctx+jwt',
    otherTyp: 'at+jwt',
    otherAudience: ACCESS_AUDIENCE,
    maxLifeSeconds: 60,
    claims: validContextClaims,
    verify: createContextTokenVerifier({ issuer: ISSUER, keys, clock }),
  },
];

describe.each(kinds)('$kind', ({ typ, otherTyp, otherAudience, maxLifeSeconds, claims, verify }) => {
  const header = { alg: 'Ed25519', typ, kid: 'current' };
  let valid: Claims;
  beforeEach(() => {
    valid = claims();
  });

  async function refuseToken(token: string, reason?: string): Promise<void> {
    await expectUnauthenticated(verify(token), token, reason);
  }
  const refuseHeader = (change: Claims, reason?: string) =>
    refuseToken(ed25519Token({ ...header, ...change }, valid, current), reason);
  const refuseClaims = (change: Claims, reason?: string) =>
    refuseToken(ed25519Token(header, { ...valid, ...change }, current), reason);

  test('[R-001] a token signed with Ed25519 by a published key is accepted', async () => {
    await expect(verify(ed25519Token(header, valid, current))).resolves.toMatchObject({ clientId: 'web' });
  });

  test('[R-001] alg none is refused, with and without a signature', async () => {
    for (const alg of ['none', 'None', '']) {
      await refuseToken(unsignedToken({ ...header, alg }, valid));
      await refuseHeader({ alg }, 'header');
    }
    await refuseToken(unsignedToken(header, valid));
    await refuseToken(unsignedToken(header, valid).slice(0, -1));
  });

  test('[R-001] HS256 keyed with the public key, in any of its forms, is refused', async () => {
    const x = String(current.jwk['x']);
    for (const secret of [x, Buffer.from(x, 'base64url'), JSON.stringify(current.jwk)]) {
      await refuseToken(hmacToken({ ...header, alg: 'HS256' }, valid, secret), 'header');
      await refuseToken(hmacToken(header, valid, secret), 'ERR_JWS');
    }
  });

  test('[R-001] HS256 with any secret, and every algorithm but the one, is refused', async () => {
    await refuseToken(hmacToken({ ...header, alg: 'HS256' }, valid, 'secret'), 'header');
    for (const alg of ['EdDSA', 'RS256', 'ES256', 'PS256', 'Ed448', 'ed25519', undefined, 7])
      await refuseHeader({ alg }, 'header');
  });

  test('[R-001] an unknown key id, a missing one and that of a retired key are refused', async () => {
    await refuseHeader({ kid: 'unknown' }, 'unknown key id');
    for (const kid of [undefined, '', 7, '__proto__']) await refuseHeader({ kid });
    await refuseToken(ed25519Token({ ...header, kid: 'retired' }, valid, retired), 'unknown key id');
  });

  test('[R-001] a key the token brings itself is not looked at', async () => {
    await refuseToken(ed25519Token({ ...header, jwk: stranger.jwk }, valid, stranger), 'header');
    await refuseHeader({ jku: 'https://attacker.example/jwks' }, 'header');
    await refuseHeader({ x5u: 'https://attacker.example/cert' }, 'header');
  });

  test('[R-005] a signature by another key under a known key id is refused', async () => {
    await refuseToken(ed25519Token(header, valid, stranger), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
  });

  test('[R-005] a changed payload and a changed signature are refused', async () => {
    const [head, , signature] = ed25519Token(header, valid, current).split('.');
    await refuseToken(
      `${String(head)}.${base64urlJson({ ...valid, tid: valid['sub'] })}.${String(signature)}`,
      'ERR_JWS_SIGNATURE',
    );
    const other = ed25519Token(header, { ...valid, jti: 'other' }, current).split('.');
    await refuseToken([head, base64urlJson(valid), other[2]].join('.'), 'ERR_JWS_SIGNATURE');
  });

  test('[R-005] any single changed, added or removed character is refused, also one that decodes to the same bytes', async () => {
    const token = ed25519Token(header, valid, current);
    const characters = fc.constantFrom(...'ABCDwxyz019-_=+/. ');
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), characters, fc.constantFrom(0, 1), async (at, character, removed) => {
        const changed = token.slice(0, at) + character + token.slice(at + removed);
        fc.pre(changed !== token);
        await refuseToken(changed);
      }),
    );
    await refuseToken(token.slice(0, -1));
    // 64 bytes leave four bits of the last character unused.
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.indexOf(token.slice(-1));
    await refuseToken(
      token.slice(0, -1) + 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.charAt(last + 1),
      'compact',
    );
  });

  test('[R-005] the token of another environment is refused', async () => {
    await refuseToken(ed25519Token(header, { ...valid, iss: 'https://identity.staging.test' }, stranger));
  });

  test('[R-004] an expired token is refused once the tolerance of 5 s is over', async () => {
    const past = { iat: NOW_SECONDS - 60, nbf: NOW_SECONDS - 60, auth_time: NOW_SECONDS - 60 };
    await expect(
      verify(ed25519Token(header, { ...valid, ...past, exp: NOW_SECONDS - 4 }, current)),
    ).resolves.toBeDefined();
    await refuseClaims({ ...past, exp: NOW_SECONDS - 5 }, 'ERR_JWT_EXPIRED');
  });

  test('[R-004] a token that is not valid yet, or issued in the future, is refused', async () => {
    await refuseClaims({ nbf: NOW_SECONDS + 6 }, 'nbf');
    await refuseClaims({ iat: NOW_SECONDS + 6, exp: NOW_SECONDS + 30 }, 'issued in the future');
    await expect(verify(ed25519Token(header, { ...valid, nbf: NOW_SECONDS + 5 }, current))).resolves.toBeDefined();
  });

  test('[R-004] a life that is too long, empty or negative is refused', async () => {
    await refuseClaims({ exp: NOW_SECONDS + maxLifeSeconds + 1 }, 'life');
    await refuseClaims({ exp: NOW_SECONDS }, 'life');
    await refuseClaims({ exp: NOW_SECONDS - 1 }, 'life');
    await refuseClaims(
      { iat: NOW_SECONDS - 9, auth_time: NOW_SECONDS - 9, exp: NOW_SECONDS + 1, nbf: NOW_SECONDS + 2 },
      'never valid',
    );
  });

  test('[R-004] another issuer is refused', async () => {
    for (const iss of ['https://identity.example.tes', `${ISSUER}/`, [ISSUER], '', null]) await refuseClaims({ iss });
  });

  test('[R-004] another audience is refused, also next to ours', async () => {
    await refuseClaims({ aud: otherAudience }, 'aud');
    await refuseClaims({ aud: [valid['aud'], otherAudience] }, 'aud');
    for (const aud of [[valid['aud']], [], '', null]) await refuseClaims({ aud });
  });

  test('[R-004] one kind of token is never taken for the other, and its type is spelled one way', async () => {
    await refuseHeader({ typ: otherTyp }, 'header');
    for (const wrong of ['JWT', `application/${typ}`, typ.toUpperCase(), undefined])
      await refuseHeader({ typ: wrong }, 'header');
  });

  test('[R-004] a missing claim is refused, whichever it is', async () => {
    for (const claim of Object.keys(valid)) {
      const { [claim]: _removed, ...rest } = valid;
      await refuseToken(ed25519Token(header, rest, current));
    }
  });

  test('[R-004] a claim of another type is refused, whichever it is', async () => {
    for (const claim of Object.keys(valid)) {
      for (const wrong of [null, true, {}, '', -1, 1.5, 'not an id\n']) await refuseClaims({ [claim]: wrong });
    }
  });

  test('[R-004] an unknown claim is refused: it may be a restriction', async () => {
    await refuseClaims({ cnf: { jkt: 'x' } }, 'unknown members');
  });

  test('[R-004] an authentication in the future is refused: it would stay fresh for ever', async () => {
    await refuseClaims({ auth_time: NOW_SECONDS + 6 }, 'authenticated after');
  });

  test('[R-001] crit, an unencoded payload and a compressed one are refused', async () => {
    await refuseHeader({ crit: ['exp'] }, 'header');
    await refuseHeader({ crit: ['b64'], b64: false }, 'header');
    await refuseHeader({ b64: false }, 'header');
    await refuseHeader({ b64: true }, 'header');
    await refuseHeader({ zip: 'DEF' }, 'header');
    await refuseHeader({ cty: 'JWT' }, 'header');
  });

  test('[R-001] what is not a compact token is refused', async () => {
    const token = ed25519Token(header, valid, current);
    const wrapped = [`${token}.${token}`, `Bearer ${token}`, ` ${token}`, `${token}\n`, JSON.stringify({ token })];
    const odd = ['', '.', '..', 'a.b', ...wrapped, 'a'.repeat(20_000)];
    for (const text of odd) await refuseToken(text);
    await refuseToken(ed25519Token('text', valid, current), 'header');
    await refuseToken(ed25519Token(header, [], current));
  });

  test('[R-001] when the keys cannot be had the answer is no', async () => {
    const unreachable = { get: () => Promise.reject(new Error('down')) };
    const verifiers = [
      createAccessTokenVerifier({ issuer: ISSUER, audience: ACCESS_AUDIENCE, keys: unreachable, clock }),
      createContextTokenVerifier({ issuer: ISSUER, keys: unreachable, clock }),
    ];
    const tokens = ['at+jwt', 'ctx+jwt'].map((each) => ed25519Token({ ...header, typ: each }, valid, current));
    for (const [at, verify] of verifiers.entries())
      await expect(verify(tokens[at] ?? '')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });
});
