/** A store of tokens that fills up evenly and from which things are paid. */
export interface TokenBucket {
  /** Whose it is; leads to one bucket for as long as `capacity` and `refillSeconds` stay the same. */
  readonly key: string;
  /** Tokens in a full bucket, which is what a new one is. */
  readonly capacity: number;
  /** Time in which an empty bucket becomes full. */
  readonly refillSeconds: number;
  /** Tokens to take, from 0. */
  readonly amount: number;
}

/** What came of taking tokens from several buckets. */
export interface TokensTaken {
  /** Whether the tokens were taken: from all buckets, or else from none. */
  readonly taken: boolean;
  /** What is in each bucket now, in the order of the request; less than 0 after more was returned than there was. */
  readonly remaining: readonly number[];
}

/** A bucket as it is stored: the tokens in it at a moment (epoch milliseconds). */
export interface BucketLevel {
  readonly tokens: number;
  readonly atMs: number;
}

const MAX_BUCKETS = 64;
const MAX_TOKENS = 1_000_000_000_000;
const MAX_REFILL_SECONDS = 86_400;

/** @throws RangeError for buckets and amounts that make no sense */
export function checkBuckets(buckets: readonly TokenBucket[], sign: 'taken' | 'returned'): void {
  if (buckets.length > MAX_BUCKETS) throw new RangeError(`at most ${String(MAX_BUCKETS)} buckets at once`);
  for (const { capacity, refillSeconds, amount } of buckets) {
    // Negated, so that NaN is refused too.
    if (!(capacity > 0 && capacity <= MAX_TOKENS)) throw new RangeError('a bucket has a positive, bounded capacity');
    if (!(refillSeconds > 0 && refillSeconds <= MAX_REFILL_SECONDS))
      throw new RangeError('a bucket is full again within a day');
    const least = sign === 'taken' ? 0 : -MAX_TOKENS;
    if (!(amount >= least && amount <= MAX_TOKENS)) throw new RangeError('an amount of tokens is bounded');
  }
}

/** Tokens in a bucket by now. A clock that went back adds nothing. */
export function levelNow(level: BucketLevel | undefined, bucket: TokenBucket, nowMs: number): number {
  if (level === undefined) return bucket.capacity;
  const added = (Math.max(0, nowMs - level.atMs) * bucket.capacity) / (bucket.refillSeconds * 1000);
  return Math.min(bucket.capacity, level.tokens + added);
}

/** How long a bucket differs from a full one; after that it need not be kept. Milliseconds, at least 1. */
export function keepMs(tokens: number, { capacity, refillSeconds }: TokenBucket): number {
  return Math.max(1, Math.ceil(((capacity - tokens) / capacity) * refillSeconds * 1000));
}

/** Seconds until a bucket holds `amount`, in whole seconds from 1; the time of a whole refill when it never does. */
export function secondsUntil(amount: number, remaining: number, { capacity, refillSeconds }: TokenBucket): number {
  const missing = Math.min(amount, capacity) - remaining;
  return Math.max(1, Math.ceil((missing / capacity) * refillSeconds));
}
