import { AppError } from '#platform/errors';
import type { CircuitBreaker } from '../execution/transport/circuit-breaker.ts';
import type { ContextTokensDeps } from './context-tokens.ts';

type Exchange = ContextTokensDeps['exchange'];

/**
 * Attack, or accident: identity hangs, and each request waits for it until the exchange is given up. Rule: it is not asked while the
 * circuit in front of it is open. That circuit is the exchange's own: what floods the graph's part of identity does not open it.
 * @returns an exchange that throws AppError SERVICE_UNAVAILABLE with `retryAfterSeconds` then
 */
export function guardExchange(exchange: Exchange, breaker: CircuitBreaker): Exchange {
  return async (call) => {
    const report = breaker.admit();
    if (report === undefined) {
      const facts = { retryAfterSeconds: Math.ceil(breaker.waitMs() / 1_000) };
      throw new AppError('SERVICE_UNAVAILABLE', { facts, cause: new Error('the circuit is open') });
    }
    try {
      const token = await exchange(call);
      report('answered');
      return token;
    } catch (error) {
      report(error instanceof AppError && error.code !== 'SERVICE_UNAVAILABLE' ? 'answered' : 'failed');
      throw error;
    }
  };
}
