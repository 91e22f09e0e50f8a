import { describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { createCircuitBreaker } from '../execution/transport/circuit-breaker.ts';
import { guardExchange } from './guard-exchange.ts';

const CALL = { accessToken: 'token', clientId: 'web', requestId: 'request-1' };

function guarded(outcome: () => Promise<string>) {
  let asked = 0;
  let nowMs = 0;
  const breaker = createCircuitBreaker({ nowMs: () => nowMs, onChange: () => undefined });
  const exchange = guardExchange(() => {
    asked += 1;
    return outcome();
  }, breaker);
  return {
    asked: () => asked,
    pass: (ms: number) => {
      nowMs += ms;
    },
    ask: () => exchange(CALL).catch((error: unknown) => error),
  };
}

describe('identity is not asked', () => {
  test('[R-066] for a while once it has failed 20 times, and then once more', async () => {
    let isAway = true;
    const { ask, asked, pass } = guarded(async () => {
      if (isAway) throw new AppError('SERVICE_UNAVAILABLE');
      return 'context';
    });
    for (let call = 0; call < 20; call += 1) await ask();
    expect(await ask()).toMatchObject({ code: 'SERVICE_UNAVAILABLE', facts: { retryAfterSeconds: 5 } });
    expect(asked()).toBe(20);
    isAway = false;
    pass(5_000);
    expect([await ask(), await ask(), asked()]).toEqual(['context', 'context', 22]);
  });

  test('less because it refuses: whoever tries many tokens keeps nobody else out', async () => {
    const { ask, asked } = guarded(() => Promise.reject(new AppError('UNAUTHENTICATED')));
    for (let call = 0; call < 100; call += 1) await ask();
    expect(asked()).toBe(100);
  });
});
