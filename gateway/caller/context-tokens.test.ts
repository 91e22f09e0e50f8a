import { beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { silentLogger } from '#platform/logging';
import { testCaller } from '../testing/token-issuer.ts';
import { createContextTokens } from './context-tokens.ts';
import type { AccessTokenClaims, Caller } from '#platform/auth';
import type { ContextTokens, ContextTokensDeps } from './context-tokens.ts';

const START_MS = 1_790_000_000_000;

describe('the context tokens a gateway remembers', () => {
  const clock = createManualClock(START_MS);
  let caller: Caller;
  let claims: AccessTokenClaims;
  /** How often identity was asked. */
  let asked: number;
  let exchange: ContextTokensDeps['exchange'];
  let contextTokens: ContextTokens;

  beforeEach(() => {
    caller = { ...testCaller(clock), tokenExpiresAt: clock.now() / 1000 + 60 };
    const { principalId: sub, sessionId: sid, clientId, tenantId, acr, authTime } = caller;
    const nowSeconds = clock.now() / 1000;
    claims = {
      sub,
      sid,
      clientId,
      tenantId,
      acr,
      amr: [],
      authTime,
      jti: newId(),
      iat: nowSeconds,
      exp: nowSeconds + 300,
    };
    asked = 0;
    exchange = async () => `context-${asked}`;
    contextTokens = createContextTokens({
      exchange: (call) => {
        asked += 1;
        return exchange(call);
      },
      verify: async () => caller,
      clock,
      logger: silentLogger,
    });
  });

  const get = (token = 'access') => contextTokens.get(token, claims, 'request-1');

  test('are asked for once, also by requests that arrive together', async () => {
    await Promise.all([get(), get(), get()]);
    await get();
    expect(asked).toBe(1);
  });

  test('[R-006] live five seconds, not longer', async () => {
    await get();
    clock.advance(4_999);
    await get();
    expect(asked).toBe(1);
    clock.advance(2);
    await get();
    expect(asked).toBe(2);
  });

  test('live no longer than they are valid', async () => {
    caller = { ...caller, tokenExpiresAt: clock.now() / 1000 + 1 };
    await get();
    clock.advance(1_001);
    await get();
    expect(asked).toBe(2);
  });

  test.each([['session'], ['principal']] as const)('[R-068] go at once when the %s is revoked', async (kind) => {
    await get();
    contextTokens.revoke(`${kind}:${kind === 'session' ? caller.sessionId : caller.principalId}`);
    exchange = async () => {
      throw new AppError('UNAUTHENTICATED');
    };
    await expect(get()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('stay when somebody else is revoked', async () => {
    await get();
    contextTokens.revoke(`session:${newId()}`);
    contextTokens.revoke(`principal:${caller.sessionId}`);
    await get();
    expect(asked).toBe(1);
  });

  test('all go when a revocation is not understood', async () => {
    await get();
    contextTokens.revoke('tenant:something');
    await get();
    expect(asked).toBe(2);
  });

  test('[R-068] are not remembered when a revocation arrives while identity answers', async () => {
    exchange = async () => {
      contextTokens.revoke(`session:${caller.sessionId}`);
      return 'context';
    };
    await get();
    await get();
    expect(asked).toBe(2);
  });

  test('[R-068] asked for before a revocation are nobody’s who comes after it', async () => {
    const [begun, before] = [Promise.withResolvers<undefined>(), Promise.withResolvers<string>()];
    exchange = () => {
      begun.resolve(undefined);
      return before.promise;
    };
    const first = get();
    await begun.promise;
    contextTokens.revoke(`session:${caller.sessionId}`);
    exchange = async () => {
      throw new AppError('UNAUTHENTICATED');
    };
    await expect(get()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    // The one that was asked for before is not remembered either, and does not keep those after it from sharing theirs.
    const after = Promise.withResolvers<string>();
    exchange = () => after.promise;
    const shared = [get()];
    before.resolve('context');
    await first;
    shared.push(get());
    after.resolve('context');
    await Promise.all(shared);
    expect(asked).toBe(3);
  });

  test('asked for while somebody else is revoked are remembered', async () => {
    exchange = async () => {
      contextTokens.revoke(`session:${newId()}`);
      return 'context';
    };
    await get();
    await get();
    expect(asked).toBe(1);
  });

  test.each([
    ['cannot be reached', new AppError('SERVICE_UNAVAILABLE'), 'SERVICE_UNAVAILABLE'],
    ['answers nonsense', new Error('no JSON'), 'UNAUTHENTICATED'],
    ['refuses', new AppError('UNAUTHENTICATED'), 'UNAUTHENTICATED'],
  ])('nobody is anybody when identity %s and nothing is remembered', async (_what, failure, code) => {
    exchange = async () => {
      throw failure;
    };
    await expect(get()).rejects.toMatchObject({ code });
  });

  test.each([
    ['session', { sid: newId() }],
    ['principal', { sub: newId() }],
    ['client', { clientId: 'partner-demo' }],
  ])('an answer for another %s is refused', async (_what, change) => {
    claims = { ...claims, ...change };
    await expect(get()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
