import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '#platform/clock';

const MAX_TOKENS = 1_000;
/** The gateway shows a token for as long as this; a key that leaves the key set is refused that much later at the latest. */
const REMEMBER_MS = 5_000;

/**
 * A verifier that remembers good tokens for a few seconds, because one request of a person is several calls with one token. A
 * token is known by its hash alone, and to the moment in which it ends; from then on it is verified again, and refused. Bad ones
 * are never remembered: filling the memory would be free for a stranger.
 * @param verify gives the claims, or throws
 */
export function rememberVerified<Claims extends { readonly exp: number }>(
  verify: (token: string) => Promise<Claims>,
  clock: Clock,
): (token: string) => Promise<Claims> {
  const known = new LRUCache<string, Claims>({
    max: MAX_TOKENS,
    ttlResolution: 0,
    perf: { now: () => clock.now() },
  });
  return async (token) => {
    const key = createHash('sha256').update(token).digest('base64');
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const claims = await verify(token);
    const ttl = Math.min(REMEMBER_MS, claims.exp * 1000 - clock.now());
    if (ttl > 0) known.set(key, claims, { ttl });
    return claims;
  };
}
