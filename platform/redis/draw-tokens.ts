import { keepMs, levelNow } from './token-buckets.ts';
import type { ExpiringMap } from './expiring-map.ts';
import type { BucketLevel, TokenBucket, TokensTaken } from './token-buckets.ts';

/**
 * What the script in Redis does, in this process: all buckets or none.
 * @param forced takes without asking; negative amounts put back
 * @throws Error when the map is full of live entries and a bucket is new
 */
export function drawTokens(
  entries: ExpiringMap,
  buckets: readonly TokenBucket[],
  nowMs: number,
  forced: boolean,
): TokensTaken {
  const levels = buckets.map((bucket) => levelNow(parseLevel(entries.find(bucket.key)?.value), bucket, nowMs));
  const taken = buckets.every(({ amount }, index) => amount <= (levels[index] ?? 0));
  if (!taken && !forced) return { taken, remaining: levels };
  const remaining = buckets.map((bucket, index) => {
    const tokens = Math.max(-bucket.capacity, Math.min(bucket.capacity, (levels[index] ?? 0) - bucket.amount));
    entries.put(bucket.key, `${String(tokens)} ${String(nowMs)}`, keepMs(tokens, bucket));
    return tokens;
  });
  return { taken: true, remaining };
}

function parseLevel(value: string | undefined): BucketLevel | undefined {
  if (value === undefined) return undefined;
  const [tokens, atMs] = value.split(' ').map(Number);
  if (tokens === undefined || atMs === undefined || Number.isNaN(tokens + atMs))
    throw new Error('the value is not a bucket');
  return { tokens, atMs };
}
