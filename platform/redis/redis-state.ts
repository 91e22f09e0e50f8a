import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import type { Logger } from '#platform/logging';
import { createSubscriptions } from './subscriptions.ts';
import { checkIncrement, checkKey, checkValue, lifetimeMs } from './shared-state.ts';
import { checkBuckets } from './token-buckets.ts';
import { TOKEN_SCRIPT } from './token-script.ts';
import type { MessageHandler, SharedState, Unsubscribe } from './shared-state.ts';
import type { TokenBucket, TokensTaken } from './token-buckets.ts';

const DEFAULT_PREFIX = 'lifeready:';
const DEFAULT_COMMAND_TIMEOUT_MS = 1000;
const CONNECT_TIMEOUT_MS = 2000;
/** How long closing waits for a server that does not answer; a timer of this length outlives `close` at most. */
const DISCONNECT_TIMEOUT_MS = 200;
const LONGEST_RECONNECT_PAUSE_MS = 2000;

interface RedisStateDeps {
  /** `redis://` or `rediss://` (TLS), with credentials if any; never logged. */
  readonly url: string;
  readonly logger: Logger;
  /** Leads every key and channel; two deployments on one server need two. */
  readonly prefix?: string;
  /** How long an operation may take before it rejects, connecting included. */
  readonly commandTimeoutMs?: number;
}

/**
 * Shared state in Redis. Connects on first use and reconnects for as long as it is open; a lost connection is logged, and
 * operations reject within the timeout meanwhile.
 */
export function createRedisState(deps: RedisStateDeps): SharedState {
  const prefix = deps.prefix ?? DEFAULT_PREFIX;
  const timeoutMs = deps.commandTimeoutMs ?? DEFAULT_COMMAND_TIMEOUT_MS;
  const client = withTokens(connection(deps, timeoutMs, 'commands'));

  function keyed(key: string): string {
    checkKey(key);
    return prefix + key;
  }

  return {
    async setIfAbsent(key, ttlSeconds) {
      const ttlMs = lifetimeMs(ttlSeconds);
      return (await answer(client.set(keyed(key), '1', 'PX', ttlMs, 'NX'))) === 'OK';
    },
    async increment(key, ttlSeconds, by = 1) {
      checkIncrement(by);
      return incrementInOneStep(client, { key: keyed(key), ttlMs: lifetimeMs(ttlSeconds), by });
    },
    async get(key) {
      return (await answer(client.get(keyed(key)))) ?? undefined;
    },
    async set(key, value, ttlSeconds) {
      checkValue(value);
      await answer(client.set(keyed(key), value, 'PX', lifetimeMs(ttlSeconds)));
    },
    async delete(key) {
      await answer(client.del(keyed(key)));
    },
    async publish(channel, message) {
      checkValue(message);
      await answer(client.publish(keyed(channel), message));
    },
    async ping() {
      await answer(client.ping());
    },
    async takeTokens(buckets) {
      checkBuckets(buckets, 'taken');
      return runTokens(client, buckets, { keyed, forced: false });
    },
    async returnTokens(buckets) {
      checkBuckets(buckets, 'returned');
      await runTokens(client, buckets, { keyed, forced: true });
    },
    ...subscriber(deps, timeoutMs, keyed, client),
  };
}

/** A connection that knows the script by its hash, so that its text is sent once. */
interface TokenClient extends Redis {
  lifereadyTokens(keys: number, ...values: readonly (string | number)[]): Promise<[number, ...string[]]>;
}

function withTokens(redis: Redis): TokenClient {
  redis.defineCommand('lifereadyTokens', { lua: TOKEN_SCRIPT });
  return redis as TokenClient;
}

async function runTokens(
  client: TokenClient,
  buckets: readonly TokenBucket[],
  { keyed, forced }: { readonly keyed: (key: string) => string; readonly forced: boolean },
): Promise<TokensTaken> {
  const keys = buckets.map(({ key }) => keyed(key));
  const numbers = buckets.flatMap(({ capacity, refillSeconds, amount }) => [
    capacity,
    refillSeconds * 1000,
    forced ? -amount : amount,
  ]);
  const [taken, ...remaining] = await answer(
    client.lifereadyTokens(keys.length, ...keys, forced ? '1' : '0', ...numbers),
  );
  return { taken: taken === 1, remaining: remaining.map(Number) };
}

/** A connection that subscribes cannot do anything else, so it is a second one, opened by the first subscription. */
function subscriber(
  deps: RedisStateDeps,
  timeoutMs: number,
  keyed: (key: string) => string,
  client: Redis,
): Pick<SharedState, 'subscribe' | 'close'> {
  const subscriptions = createSubscriptions(deps.logger);
  let listening: Redis | undefined;
  let closed = false;

  function listener(): Redis {
    listening ??= connection(deps, timeoutMs, 'messages').on('message', (channel: string, message: string) => {
      subscriptions.deliver(channel, message);
    });
    return listening;
  }

  async function subscribe(channel: string, handler: MessageHandler): Promise<Unsubscribe> {
    if (closed) throw new Error('the shared state is closed');
    const name = keyed(channel);
    const redis = listener();
    const remove = subscriptions.add(name, handler);
    try {
      // Repeating it for a second handler is harmless and waits until the first has taken effect.
      await answer(redis.subscribe(name));
    } catch (error) {
      remove();
      throw error;
    }
    return async () => {
      if (!remove()) return;
      // Nobody listens any more; telling the server only saves traffic, so it may fail.
      await redis.unsubscribe(name).catch(() => undefined);
    };
  }

  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    subscriptions.clear();
    await Promise.all([end(client), ...(listening === undefined ? [] : [end(listening)])]);
  }

  return { subscribe, close };
}

function connection({ url, logger }: RedisStateDeps, timeoutMs: number, purpose: string): Redis {
  const options: RedisOptions = {
    lazyConnect: true,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: timeoutMs,
    // One reconnection, then the operation fails: a request must not wait for a server that is gone.
    maxRetriesPerRequest: 1,
    retryStrategy: (attempt) => Math.min(attempt * 100, LONGEST_RECONNECT_PAUSE_MS),
  };
  const redis = new Redis(url, options);
  // Without a listener node would end the process. The message names host and port at most, never the URL.
  redis.on('error', (error: Error) => {
    logger.warn({ reason: error.message, purpose }, 'redis connection failed');
  });
  return redis;
}

/** The first step creates the counter with its lifetime unless it exists; both happen or neither, in one round trip. */
async function incrementInOneStep(
  client: Redis,
  { key, ttlMs, by }: { key: string; ttlMs: number; by: number },
): Promise<number> {
  const results = await answer(client.multi().set(key, '0', 'PX', ttlMs, 'NX').incrby(key, by).exec());
  const [error, value] = results?.[1] ?? [];
  if (error) throw withoutArguments(error);
  if (typeof value !== 'number') throw new Error('redis: no counter came back');
  return value;
}

async function answer<T>(operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw withoutArguments(error);
  }
}

/** The client's errors carry the command with its arguments, which may be tokens; only the message goes on. */
function withoutArguments(error: unknown): Error {
  return new Error(`redis: ${error instanceof Error ? error.message : 'failed'}`);
}

async function end(redis: Redis): Promise<void> {
  if (redis.status !== 'ready') {
    redis.disconnect();
    return;
  }
  await redis.quit().catch(() => {
    redis.disconnect();
  });
}
