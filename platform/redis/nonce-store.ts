import type { NonceStore } from '#platform/signing';
import type { SharedState } from './shared-state.ts';

/**
 * Remembers the nonces of signed requests for all replicas of a callee.
 * @throws (from `claim`) when the state cannot tell; the verifier then refuses the request
 */
export function createNonceStore(state: SharedState): NonceStore {
  return { claim: (nonce, ttlSeconds) => state.setIfAbsent(`nonce:${nonce}`, ttlSeconds) };
}
