import { describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { testCaller } from '../testing/token-issuer.ts';
import { createAuthenticate } from './authenticate.ts';
import { rememberVerifiedTokens } from './verified-tokens.ts';
import type { AccessTokenClaims } from '#platform/auth';

const clock = createManualClock(1_790_000_000_000);
const nowSeconds = clock.now() / 1000;

function claimsFor(clientId: string): AccessTokenClaims {
  const { principalId: sub, sessionId: sid, tenantId, acr, authTime } = testCaller(clock);
  return { sub, sid, clientId, tenantId, acr, amr: [], authTime, jti: newId(), iat: nowSeconds, exp: nowSeconds + 300 };
}

/** The token's text is the client it was issued to. */
const authenticate = createAuthenticate({
  verifyAccessToken: async (token) => {
    if (token === 'forged') throw new AppError('UNAUTHENTICATED');
    return claimsFor(token);
  },
  contextTokens: {
    get: async (_token, { clientId }) => ({
      contextToken: 'context',
      caller: { ...testCaller(clock, { clientId }), tokenExpiresAt: nowSeconds + 60 },
    }),
    revoke: () => undefined,
  },
  isFirstParty: (name) => ['web', 'mobile'].includes(name),
  defaultClient: 'web',
});

const clientOf = async (authorization: string | undefined, clientName: string | undefined): Promise<string> =>
  (await authenticate({ authorization, clientName }, 'request-1')).clientId;

describe('the client of a request', () => {
  test.each([
    ['no token, no name', undefined, undefined, 'web'],
    ['no token, a client of ours', undefined, 'mobile', 'mobile'],
    ['no token, the name of a partner', undefined, 'partner-demo', 'web'],
    ['no token, an unknown name', undefined, 'x', 'web'],
    ['a token and no name', 'Bearer mobile', undefined, 'mobile'],
    ["a partner's token that says it is ours", 'Bearer partner-demo', 'web', 'partner-demo'],
    ["our token that says it is a partner's", 'Bearer web', 'partner-demo', 'web'],
  ])('%s', async (_what, authorization, clientName, expected) => {
    expect(await clientOf(authorization, clientName)).toBe(expected);
  });
});

describe('a token that is not good', () => {
  test.each([
    ['forged', 'Bearer forged'],
    ['of another scheme', 'Basic d2ViOndlYg=='],
    ['empty', 'Bearer '],
    ['two', 'Bearer web, Bearer web'],
    ['with something behind it', 'Bearer web web'],
    ['without a scheme', 'web'],
    ['too long', `Bearer ${'a'.repeat(5_000)}`],
  ])('%s: the request is refused, not anonymous', async (_what, authorization) => {
    await expect(authenticate({ authorization }, 'request-1')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('no token at all is anonymous', async () => {
    expect(await authenticate({}, 'request-1')).toMatchObject({
      actor: { kind: 'anonymous' },
      contextToken: undefined,
    });
  });
});

describe('verified tokens', () => {
  test('[R-003] are remembered for half a minute, and never past their end', async () => {
    let verified = 0;
    const claims = claimsFor('web');
    const verify = rememberVerifiedTokens(async () => {
      verified += 1;
      return claims;
    }, clock);
    await verify('token');
    clock.advance(29_999);
    await verify('token');
    expect(verified).toBe(1);
    clock.advance(2);
    await verify('token');
    expect(verified).toBe(2);
  });

  test('bad ones are not remembered', async () => {
    let verified = 0;
    const verify = rememberVerifiedTokens(async () => {
      verified += 1;
      throw new AppError('UNAUTHENTICATED');
    }, clock);
    await expect(verify('token')).rejects.toThrow();
    await expect(verify('token')).rejects.toThrow();
    expect(verified).toBe(2);
  });
});
