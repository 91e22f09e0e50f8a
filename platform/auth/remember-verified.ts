import { LRUCache } from 'lru-cache';
import { tokenHash } from './token-hash.ts';
import type { Clock } from '#platform/clock';

/**
 * A verifier that remembers good tokens for a while, because one request of a person is several looks at one token. A
 * token is known by its hash alone, and to the moment in which it ends; from then on it is verified again, and refused. Bad ones
 * are never remembered: filling the memory would be free for a stranger.
 * @param verify gives the claims, or throws
 * @param options.maxTokens most tokens at a time; the one that was shown longest ago makes room
 * @param options.rememberMs a key that leaves the key set is refused that much later at the latest
 */
export function rememberVerified<Claims extends { readonly exp: number }>(
  verify: (token: string) => Promise<Claims>,
  { clock, maxTokens, rememberMs }: { readonly clock: Clock; readonly maxTokens: number; readonly rememberMs: number },
): (token: string) => Promise<Claims> {
  const known = new LRUCache<string, Claims>({
    max: maxTokens,
    ttlResolution: 0,
    perf: { now: () => clock.now() },
  });
  return async (token) => {
    const key = tokenHash(token);
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const claims = await verify(token);
    const ttl = Math.min(rememberMs, claims.exp * 1000 - clock.now());
    if (ttl > 0) known.set(key, claims, { ttl });
    return claims;
  };
}
