import type { TokenBucket, TokensTaken } from './token-buckets.ts';

/** Called once for each message; what it throws is logged and goes no further. */
export type MessageHandler = (message: string) => void;
export type Unsubscribe = () => Promise<void>;

/**
 * State that all replicas of a service share and may lose. Keys and channels are plain strings; every key has a lifetime in
 * seconds (fractions allowed). Every operation rejects when it could not be done: the caller then has no answer, not a "no".
 */
export interface SharedState {
  /** Claims a key. @returns true for exactly one caller during the lifetime, false for all others */
  setIfAbsent(key: string, ttlSeconds: number): Promise<boolean>;
  /**
   * Adds to a counter in one atomic step. The lifetime starts with the first addition and is not prolonged by later ones.
   * @param by whole number from 1; 1 unless told otherwise
   * @returns the counter after the addition
   */
  increment(key: string, ttlSeconds: number, by?: number): Promise<number>;
  get(key: string): Promise<string | undefined>;
  /**
   * Takes tokens from several buckets in one atomic step: from all of them or, when one has too little, from none. Buckets are kept
   * until they are full again. No two of them may have one key.
   */
  takeTokens(buckets: readonly TokenBucket[]): Promise<TokensTaken>;
  /** Puts tokens back, up to a full bucket; a negative amount takes more, also more than there is. */
  returnTokens(buckets: readonly TokenBucket[]): Promise<void>;
  /** Sets or replaces, and starts a new lifetime. */
  set(key: string, value: string, ttlSeconds: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** Sends to everyone subscribed now; not kept for later. */
  publish(channel: string, message: string): Promise<void>;
  /** Resolves once messages sent from now on will arrive. */
  subscribe(channel: string, handler: MessageHandler): Promise<Unsubscribe>;
  /** Resolves when the state can be used; for readiness checks. */
  ping(): Promise<void>;
  /** Ends connections and subscriptions; every later operation rejects. */
  close(): Promise<void>;
}

const MAX_KEY_CHARACTERS = 512;
/** A context token with many grants fits; a document does not belong here. */
const MAX_VALUE_CHARACTERS = 262_144;
/** Nothing that may be lost is worth keeping longer. */
const MAX_TTL_SECONDS = 31 * 24 * 3600;

/** @throws RangeError for an empty or oversized key or channel */
export function checkKey(key: string): void {
  if (key.length === 0 || key.length > MAX_KEY_CHARACTERS)
    throw new RangeError(`a key has 1 to ${String(MAX_KEY_CHARACTERS)} characters`);
}

/** @throws RangeError for an oversized value or message */
export function checkValue(value: string): void {
  if (value.length > MAX_VALUE_CHARACTERS)
    throw new RangeError(`a value has at most ${String(MAX_VALUE_CHARACTERS)} characters`);
}

/** @throws RangeError unless `by` is a whole number from 1 */
export function checkIncrement(by: number): void {
  if (!Number.isSafeInteger(by) || by < 1) throw new RangeError('an increment is a whole number from 1');
}

/** The lifetime in whole milliseconds, at least 1. @throws RangeError for anything but a positive, bounded number */
export function lifetimeMs(ttlSeconds: number): number {
  // Negated, so that NaN is refused too.
  if (!(ttlSeconds > 0 && ttlSeconds <= MAX_TTL_SECONDS))
    throw new RangeError('a lifetime is a positive number of seconds, at most 31 days');
  return Math.ceil(ttlSeconds * 1000);
}
