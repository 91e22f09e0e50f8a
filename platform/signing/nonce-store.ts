/** Remembers nonces for as long as a request that carries them could still be accepted. Shared by all replicas of a callee. */
export interface NonceStore {
  /**
   * @param nonce unique per signing key
   * @param ttlSeconds how long it must be remembered
   * @returns true for the first claim, false for every later one
   * @throws when the store cannot tell; the request is then refused
   */
  claim(nonce: string, ttlSeconds: number): Promise<boolean>;
}

/**
 * How long a nonce must be remembered: a request signed at the far end of the allowed future stays acceptable for twice the
 * skew, and `created` is cut to whole seconds.
 */
export function nonceLifetimeSeconds(maxSkewSeconds: number): number {
  return 2 * maxSkewSeconds + 2;
}
