import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { silentLogger } from '#platform/logging';
import { createRedisState } from './redis-state.ts';
import { describeSharedStateContract } from './testing/shared-state-contract.ts';

// eslint-disable-next-line n/no-process-env -- this project of tests is only there when the variable is set, and has no configuration of its own
const url = process.env['REDIS_URL'] ?? '';

describeSharedStateContract('redis', () => {
  const prefix = `test-${randomUUID()}:`;
  const state = createRedisState({ url, logger: silentLogger, prefix });
  const raw = new Redis(url);
  return Promise.resolve({
    state,
    elapse: (seconds) => shortenLifetimes(raw, prefix, seconds * 1000),
    async dispose() {
      await shortenLifetimes(raw, prefix, Infinity);
      await Promise.all([state.close(), raw.quit()]);
    },
  });
});

test('two replicas share claims, counters and messages', async () => {
  const prefix = `test-${randomUUID()}:`;
  const [one, two] = [
    createRedisState({ url, logger: silentLogger, prefix }),
    createRedisState({ url, logger: silentLogger, prefix }),
  ];
  try {
    expect(await one.setIfAbsent('n', 5)).toBe(true);
    expect(await two.setIfAbsent('n', 5)).toBe(false);
    await one.increment('c', 5);
    expect(await two.increment('c', 5)).toBe(2);
    const message = new Promise<string>(
      (resolve) => void two.subscribe('revoked', resolve).then(() => one.publish('revoked', 's1')),
    );
    expect(await message).toBe('s1');
  } finally {
    await Promise.all([one.close(), two.close()]);
  }
});

test('[R-051] two replicas pay from one bucket, which fills up by the clock of the server', async () => {
  const prefix = `test-${randomUUID()}:`;
  const [one, two] = [
    createRedisState({ url, logger: silentLogger, prefix }),
    createRedisState({ url, logger: silentLogger, prefix }),
  ];
  const raw = new Redis(url);
  const bucket = { key: 'b', capacity: 10, refillSeconds: 1_000, amount: 4 };
  try {
    const answers = await Promise.all([one, two, one, two].map((state) => state.takeTokens([bucket])));
    expect(answers.filter(({ taken }) => taken)).toHaveLength(2);
    // Half of the time of a whole refill passes for the bucket.
    await raw.hincrbyfloat(`${prefix}b`, 'm', -500_000);
    expect(Math.round((await two.takeTokens([bucket])).remaining[0] ?? 0)).toBe(3);
    expect(await raw.pttl(`${prefix}b`)).toBeGreaterThan(600_000);
  } finally {
    await raw.del(`${prefix}b`);
    await Promise.all([one.close(), two.close(), raw.quit()]);
  }
});

test('a refused command does not carry its arguments', async () => {
  const prefix = `test-${randomUUID()}:`;
  const state = createRedisState({ url, logger: silentLogger, prefix });
  const raw = new Redis(url);
  try {
    await raw.rpush(`${prefix}session-of-somebody`, 'x');
    for (const refused of [state.get('session-of-somebody'), state.increment('session-of-somebody', 5)]) {
      const error: unknown = await refused.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      expect(inspect(error)).toContain('WRONGTYPE');
      expect(inspect(error)).not.toContain('session-of-somebody');
    }
  } finally {
    await raw.del(`${prefix}session-of-somebody`);
    await Promise.all([state.close(), raw.quit()]);
  }
});

/** Time passes for every key of the prefix that has a lifetime; a key without one would stay and fail the test. */
async function shortenLifetimes(raw: Redis, prefix: string, byMs: number): Promise<void> {
  for (const key of await raw.keys(`${prefix}*`)) {
    const remainingMs = await raw.pttl(key);
    if (remainingMs < 0) continue;
    if (remainingMs <= byMs) await raw.del(key);
    else await raw.pexpire(key, remainingMs - byMs);
  }
}
