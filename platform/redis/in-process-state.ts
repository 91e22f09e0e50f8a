import type { Clock } from '#platform/clock';
import { silentLogger } from '#platform/logging';
import type { Logger } from '#platform/logging';
import { createExpiringMap } from './expiring-map.ts';
import type { ExpiringMap } from './expiring-map.ts';
import { createSubscriptions } from './subscriptions.ts';
import type { Subscriptions } from './subscriptions.ts';
import { checkIncrement, checkKey, checkValue, lifetimeMs } from './shared-state.ts';
import { drawTokens } from './draw-tokens.ts';
import { checkBuckets } from './token-buckets.ts';
import type { SharedState } from './shared-state.ts';

/** About 30 MB at the usual entry size. */
const DEFAULT_MAX_ENTRIES = 100_000;

/**
 * Shared state of a single process, with the behaviour of the Redis one. Replicas do not see each other's, so it is for the
 * embedded stack and for tests.
 * @param deps.maxEntries live entries at most; a write beyond that rejects, it never displaces a nonce or a counter
 */
export function createInProcessState(deps: { clock: Clock; logger?: Logger; maxEntries?: number }): SharedState {
  const entries = createExpiringMap(deps.clock, deps.maxEntries ?? DEFAULT_MAX_ENTRIES);
  const subscriptions = createSubscriptions(deps.logger ?? silentLogger);
  let closed = false;

  /** Synchronous inside, hence atomic; the promise carries what was thrown, as a connection would. */
  function run<T>(operation: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (closed) throw new Error('the shared state is closed');
      resolve(operation());
    });
  }

  return {
    setIfAbsent: (key, ttlSeconds) =>
      run(() => {
        checkKey(key);
        const ttlMs = lifetimeMs(ttlSeconds);
        if (entries.find(key) !== undefined) return false;
        entries.put(key, '1', ttlMs);
        return true;
      }),
    increment: (key, ttlSeconds, by = 1) =>
      run(() => {
        checkKey(key);
        checkIncrement(by);
        const ttlMs = lifetimeMs(ttlSeconds);
        const entry = entries.find(key);
        const next = counterValue(entry?.value ?? '0') + by;
        if (entry === undefined) entries.put(key, String(next), ttlMs);
        else entry.value = String(next);
        return next;
      }),
    get: (key) =>
      run(() => {
        checkKey(key);
        return entries.find(key)?.value;
      }),
    set: (key, value, ttlSeconds) =>
      run(() => {
        checkKey(key);
        checkValue(value);
        entries.put(key, value, lifetimeMs(ttlSeconds));
      }),
    delete: (key) =>
      run(() => {
        checkKey(key);
        entries.remove(key);
      }),
    ...tokens(entries, deps.clock, run),
    ...messages(subscriptions, run),
    ping: () => run(() => undefined),
    close: () => {
      closed = true;
      entries.clear();
      subscriptions.clear();
      return Promise.resolve();
    },
  };
}

/** Runs a step at once and gives its outcome as a promise. */
type Run = <T>(operation: () => T) => Promise<T>;

function tokens(entries: ExpiringMap, clock: Clock, run: Run): Pick<SharedState, 'takeTokens' | 'returnTokens'> {
  return {
    takeTokens: (buckets) =>
      run(() => {
        for (const { key } of buckets) checkKey(key);
        checkBuckets(buckets, 'taken');
        return drawTokens(entries, buckets, clock.now(), false);
      }),
    returnTokens: (buckets) =>
      run(() => {
        for (const { key } of buckets) checkKey(key);
        checkBuckets(buckets, 'returned');
        const more = buckets.map((bucket) => ({ ...bucket, amount: -bucket.amount }));
        drawTokens(entries, more, clock.now(), true);
      }),
  };
}

function messages(subscriptions: Subscriptions, run: Run): Pick<SharedState, 'publish' | 'subscribe'> {
  return {
    publish: (channel, message) =>
      run(() => {
        checkKey(channel);
        checkValue(message);
        // After the publisher's own step, as over a connection.
        queueMicrotask(() => {
          subscriptions.deliver(channel, message);
        });
      }),
    subscribe: (channel, handler) =>
      run(() => {
        checkKey(channel);
        const remove = subscriptions.add(channel, handler);
        return () => {
          remove();
          return Promise.resolve();
        };
      }),
  };
}

function counterValue(value: string): number {
  if (!/^-?[0-9]{1,15}$/.test(value)) throw new Error('the value is not a counter');
  return Number(value);
}
