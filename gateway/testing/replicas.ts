import { afterEach, beforeEach } from '@jest/globals';
import { Redis } from 'ioredis';
import { startTestGateway } from './test-gateway.ts';
import type { TestGateway, TestGatewayOptions } from './test-gateway.ts';

// eslint-disable-next-line n/no-process-env -- the project of tests that uses this is only there when the variable is set, and has no configuration of its own
const url = process.env['REDIS_URL'] ?? '';

/** Gateways over one Redis. */
export interface Replicas {
  /** Another one, closed after the test. */
  start(options?: TestGatewayOptions): Promise<TestGateway>;
  redis(): Redis;
}

/** @param keys what a file of tests is about, as a pattern; forgotten before and after each of them */
export function useReplicas(keys: string): Replicas {
  const open: TestGateway[] = [];
  let redis: Redis;
  const forget = async (): Promise<void> => {
    const found = await redis.keys(keys);
    if (found.length > 0) await redis.del(found);
  };
  beforeEach(async () => {
    redis = new Redis(url);
    await forget();
  });
  afterEach(async () => {
    for (const gateway of open.splice(0)) await gateway.close();
    await forget();
    await redis.quit();
  });
  return {
    start: async (options = {}) => {
      const gateway = await startTestGateway({ ...options, environment: { ...options.environment, REDIS_URL: url } });
      open.push(gateway);
      return gateway;
    },
    redis: () => redis,
  };
}
