import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PUBLIC_URL, startFixture } from '../testing/identity-fixture.ts';
import {
  LOGIN,
  REFRESH,
  STEP_UP,
  codeAt,
  contextToken,
  dataOf,
  exchange,
  newSignedIn,
  nextCode,
  signIn,
  text,
  wrongCode,
} from '../testing/people.ts';
import { createAccessTokenVerifier, createContextTokenVerifier, createJwksClient } from '#platform/auth';
import type { IdentityFixture } from '../testing/identity-fixture.ts';

const DAYS = 24 * 3_600_000;
const REVOKE = 'mutation ($input: RevokeSessionInput!) { revokeSession(input: $input) { sessionId } }';
const SESSIONS =
  'query ($first: Int, $after: String) { me { sessions(first: $first, after: $after) { nodes { id current revokedAt expiresAt lastSeenAt } pageInfo { hasNextPage endCursor } } } }';

let fixture: IdentityFixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

const refresh = (refreshToken: string) => fixture.run(REFRESH, { input: { refreshToken } });
const keys = () => createJwksClient({ url: `${fixture.baseUrl}/.well-known/jwks.json`, clock: fixture.clock });
const actionsSince = (before: number): string[] =>
  fixture.audit.events.slice(before).flatMap((event) => (event.kind === 'PREPARED' ? [event.action] : []));

describe('tokens', () => {
  test('[R-001] [R-004] an access token verifies with the published keys and says who, which session and how', async () => {
    const person = await newSignedIn(fixture);
    const verify = createAccessTokenVerifier({
      issuer: PUBLIC_URL,
      audience: PUBLIC_URL,
      keys: keys(),
      clock: fixture.clock,
    });
    const claims = await verify(person.accessToken);
    expect(claims).toMatchObject({
      sub: person.principalId,
      sid: person.sessionId,
      clientId: 'web',
      acr: 'aal2',
      amr: ['pwd', 'otp'],
    });
    expect(claims.exp - claims.iat).toBe(300);
  });

  test('[R-002] the key set shows no private member, is for everybody and may be cached', async () => {
    const response = await fetch(`${fixture.baseUrl}/.well-known/jwks.json`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, max-age=60, must-revalidate');
    const { keys: published } = (await response.json()) as { keys: Record<string, string>[] };
    for (const key of published) expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });

  test('a context token says everything a decision needs, and lives a minute at most', async () => {
    const person = await newSignedIn(fixture);
    const verify = createContextTokenVerifier({ issuer: PUBLIC_URL, keys: keys(), clock: fixture.clock });
    const caller = await verify(await contextToken(fixture, person));
    expect(caller).toMatchObject({
      kind: 'human',
      principalId: person.principalId,
      role: 'principal',
      scopes: ['read:packs', 'read:all', 'write:limited', 'grant:manage'],
      tiers: ['green', 'amber', 'red'],
      acr: 'aal2',
      sessionId: person.sessionId,
      grants: [],
    });
    expect(caller.tokenExpiresAt * 1000 - fixture.clock.now()).toBeLessThanOrEqual(60_000);
  });

  test('a context token does not outlive the access token it was made from', async () => {
    const person = await newSignedIn(fixture);
    fixture.clock.advance(290_000);
    const { expiresAt } = await exchange(fixture, person.accessToken);
    expect(Date.parse(expiresAt)).toBeLessThanOrEqual(fixture.clock.now() + 10_000);
  });

  test.each([
    ['a refresh token', (person: { refreshToken: string }) => person.refreshToken],
    ['a context token', (person: { token: string }) => person.token],
    ['a changed token', (person: { accessToken: string }) => person.accessToken.replace(/.{4}$/, 'AAAA')],
    ['nonsense', () => 'a.b.c'],
  ])('[R-005] %s is not exchanged', async (_name, tokenOf) => {
    const person = await newSignedIn(fixture);
    await expect(exchange(fixture, tokenOf(person))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('the exchange is for the gateway alone', async () => {
    const person = await newSignedIn(fixture);
    const call = {
      method: 'POST',
      path: '/internal/context-token',
      json: { accessToken: person.accessToken },
      requestId: 'test-request',
    } as const;
    await expect(fixture.other.callJson(call)).rejects.toMatchObject({ code: 'SERVICE_SIGNATURE_INVALID' });
  });
});

describe('renewing a session', () => {
  test('[R-010] gives new tokens; the refresh token is opaque, has 256 bits and is stored as a hash', async () => {
    const person = await newSignedIn(fixture);
    expect(Buffer.from(person.refreshToken, 'base64url')).toHaveLength(32);
    const stored = await fixture.rows<{ text: string }>('SELECT t::text AS text FROM identity.refresh_token t');
    expect(stored.map(({ text: row }) => row).join()).not.toContain(person.refreshToken);
    const renewed = dataOf(await refresh(person.refreshToken), 'refreshSession');
    expect(renewed['sessionId']).toBe(person.sessionId);
    expect(renewed['refreshToken']).not.toBe(person.refreshToken);
    dataOf(await refresh(text(renewed, 'refreshToken')), 'refreshSession');
  });

  test('[R-011] a used refresh token ends session and family, is recorded and announced', async () => {
    const person = await newSignedIn(fixture);
    const renewed = dataOf(await refresh(person.refreshToken), 'refreshSession');
    const before = fixture.audit.events.length;
    expect((await refresh(person.refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
    expect(actionsSince(before)).toEqual(['identity.refresh.reuse']);
    expect(fixture.announced).toContain(`session:${person.sessionId}`);
    expect((await refresh(text(renewed, 'refreshToken'))).code).toBe('REFRESH_TOKEN_INVALID');
    await expect(exchange(fixture, text(renewed, 'accessToken'))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('[R-011] of parallel uses exactly one wins', async () => {
    const person = await newSignedIn(fixture);
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(person.refreshToken)));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'REFRESH_TOKEN_INVALID')).toHaveLength(7);
    const [session] = await fixture.rows('SELECT revoke_reason FROM identity.session WHERE id = $1', [
      person.sessionId,
    ]);
    expect(session).toEqual({ revoke_reason: 'refresh_reuse' });
  });

  test('[R-010] a session that is not renewed for seven days has ended', async () => {
    const person = await newSignedIn(fixture);
    fixture.clock.advance(7 * DAYS);
    expect((await refresh(person.refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
  });

  test('[R-010] a session ends after thirty days, however often it is renewed', async () => {
    const person = await newSignedIn(fixture);
    let { refreshToken } = person;
    for (let day = 6; day < 30; day += 6) {
      fixture.clock.advance(6 * DAYS);
      refreshToken = text(dataOf(await refresh(refreshToken), 'refreshSession'), 'refreshToken');
    }
    fixture.clock.advance(6 * DAYS);
    expect((await refresh(refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
  });

  test('an unknown token says no more than a used one', async () => {
    const { code } = await refresh('never given to anybody');
    expect(code).toBe('REFRESH_TOKEN_INVALID');
  });

  test('[R-010] the token stays good when the audit log does not confirm', async () => {
    const person = await newSignedIn(fixture);
    fixture.audit.unavailable = true;
    expect((await refresh(person.refreshToken)).code).toBe('AUDIT_UNAVAILABLE');
    fixture.audit.unavailable = false;
    dataOf(await refresh(person.refreshToken), 'refreshSession');
  });
});

describe('asserting the second factor again', () => {
  const stepUp = (token: string, code: string) => fixture.run(STEP_UP, { input: { code } }, { token });
  const authTimeOf = async (accessToken: string): Promise<number> => {
    const verify = createContextTokenVerifier({ issuer: PUBLIC_URL, keys: keys(), clock: fixture.clock });
    return (await verify((await exchange(fixture, accessToken)).contextToken)).authTime;
  };

  test('[R-030] freshens the token that is answered and no other, and is announced', async () => {
    const person = await newSignedIn(fixture);
    const before = await authTimeOf(person.accessToken);
    fixture.clock.advance(100_000);
    const token = await contextToken(fixture, person);
    const fresh = dataOf(await stepUp(token, codeAt(fixture, person.secret)), 'stepUp');
    expect(await authTimeOf(text(fresh, 'accessToken'))).toBe(Math.floor(fixture.clock.now() / 1000));
    expect(await authTimeOf(person.accessToken)).toBe(before);
    expect(fixture.announced).toContain(`session:${person.sessionId}`);
  });

  test('[R-018] a code works once, also across sign-in and step-up', async () => {
    const person = await newSignedIn(fixture);
    expect((await stepUp(person.token, codeAt(fixture, person.secret))).code).toBe('MFA_CODE_INVALID');
  });

  test('[R-019] wrong codes are counted: guessing with a stolen token locks the account', async () => {
    const person = await newSignedIn(fixture);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await stepUp(person.token, wrongCode(fixture, person))).code).toBe('MFA_CODE_INVALID');
    }
    expect((await stepUp(person.token, nextCode(fixture, person))).code).toBe('MFA_CODE_INVALID');
    const { email, password } = person;
    expect((await fixture.run(LOGIN, { input: { email, password } })).code).toBe('INVALID_CREDENTIALS');
  });

  test('needs somebody signed in', async () => {
    expect((await fixture.run(STEP_UP, { input: { code: '000000' } })).code).toBe('UNAUTHENTICATED');
  });
});

describe('ending a session', () => {
  const revoke = (token: string, sessionId?: string) => fixture.run(REVOKE, { input: { sessionId } }, { token });

  test('[R-006] [R-009] kills its tokens at once, is recorded and announced', async () => {
    const person = await newSignedIn(fixture);
    const before = fixture.audit.events.length;
    expect(dataOf(await revoke(person.token), 'revokeSession')).toEqual({ sessionId: person.sessionId });
    expect(actionsSince(before)).toEqual(['identity.session.revoke']);
    expect(fixture.announced).toContain(`session:${person.sessionId}`);
    await expect(exchange(fixture, person.accessToken)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await refresh(person.refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
    expect(
      (await fixture.run(STEP_UP, { input: { code: nextCode(fixture, person) } }, { token: person.token })).code,
    ).toBe('UNAUTHENTICATED');
  });

  test('[R-006] the calling gateway reads what has ended from the answer itself', async () => {
    const person = await newSignedIn(fixture);
    const revoked = async (query: string): Promise<unknown> => {
      const call = { method: 'POST', path: '/graphql', json: { query }, requestId: 'test-request' } as const;
      const { headers, body } = await fixture.gateway.call({ ...call, contextToken: person.token });
      body.resume();
      return headers['x-lifeready-revoked'];
    };
    expect(await revoked('{ me { id } }')).toBeUndefined();
    expect(await revoked('mutation { revokeSession(input: {}) { sessionId } }')).toBe(`session:${person.sessionId}`);
  });

  test('[R-007] one of several can be named; the list shows which is which', async () => {
    const first = await newSignedIn(fixture);
    const second = await signIn(fixture, first);
    dataOf(await revoke(second.token, first.sessionId), 'revokeSession');
    dataOf(await revoke(second.token, first.sessionId), 'revokeSession');
    const me = dataOf(await fixture.run(SESSIONS, {}, { token: second.token }), 'me');
    expect(me['sessions']).toMatchObject({
      nodes: [
        { id: second.sessionId, current: true, revokedAt: null },
        { id: first.sessionId, current: false, revokedAt: expect.any(String) },
      ],
      pageInfo: { hasNextPage: false },
    });
  });

  test('the list comes in pages, newest first', async () => {
    const person = await newSignedIn(fixture);
    const sessions = [person, await signIn(fixture, person), await signIn(fixture, person)];
    const token = sessions.at(-1)?.token ?? '';
    const seen: unknown[] = [];
    let after: unknown;
    do {
      const { sessions: page } = dataOf(await fixture.run(SESSIONS, { first: 2, after }, { token }), 'me') as {
        sessions: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
      };
      seen.push(...page.nodes.map(({ id }) => id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
    } while (after !== undefined);
    expect(seen).toEqual(sessions.map(({ sessionId }) => sessionId).reverse());
  });

  test.each([0, 101])('a page of %i is refused', async (first) => {
    const person = await newSignedIn(fixture);
    const answer = await fixture.run(SESSIONS, { first }, { token: person.token });
    expect(answer.errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      errors: { first: expect.any(Array) },
    });
  });

  test('somebody else’s session answers as one that is not there, and lives on', async () => {
    const [person, other] = [await newSignedIn(fixture), await newSignedIn(fixture)];
    const token = await contextToken(fixture, person);
    const foreign = await revoke(token, other.sessionId);
    const missing = await revoke(token, '01890000-0000-7000-8000-000000000000');
    expect(foreign).toEqual(missing);
    expect(foreign.code).toBe('NOT_FOUND');
    await exchange(fixture, other.accessToken);
  });
});
