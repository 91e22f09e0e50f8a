import { LRUCache } from 'lru-cache';
import { tokenHash } from './token-hash.ts';
import type { AccessTokenClaims, AccessTokenVerifier } from '#platform/auth';
import type { Clock } from '#platform/clock';

const MAX_TOKENS = 10_000;
/** A key that was taken out of the key set is refused after this time at the latest, beyond the key set's own. */
const REMEMBER_SECONDS = 30;

/**
 * A verifier that remembers good tokens by their hash for a short time. Bad tokens are never remembered: filling the memory
 * would be free for a stranger.
 */
export function rememberVerifiedTokens(verify: AccessTokenVerifier, clock: Clock): AccessTokenVerifier {
  const known = new LRUCache<string, AccessTokenClaims>({
    max: MAX_TOKENS,
    ttlResolution: 0,
    perf: { now: () => clock.now() },
  });
  return async (token) => {
    const key = tokenHash(token);
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const claims = await verify(token);
    const ttl = Math.min(claims.exp * 1000 - clock.now(), REMEMBER_SECONDS * 1000);
    if (ttl > 0) known.set(key, claims, { ttl });
    return claims;
  };
}
