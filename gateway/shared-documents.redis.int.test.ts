import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { documentIdOf } from './documents/manifest.ts';
import { startTestGateway } from './testing/test-gateway.ts';
import type { TestGateway } from './testing/test-gateway.ts';

// eslint-disable-next-line n/no-process-env -- this project of tests is only there when the variable is set, and has no configuration of its own
const url = process.env['REDIS_URL'] ?? '';
const TEXT = '{ __typename }';
const BY_HASH = { extensions: { persistedQuery: { version: 1, sha256Hash: documentIdOf(TEXT) } } };

const open: TestGateway[] = [];
let raw: Redis;

beforeEach(async () => {
  raw = new Redis(url);
  await forget();
});
afterEach(async () => {
  for (const gateway of open.splice(0)) await gateway.close();
  await forget();
  await raw.quit();
});

async function forget(): Promise<void> {
  const keys = await raw.keys('lifeready:document:*');
  if (keys.length > 0) await raw.del(keys);
}

async function replica(): Promise<TestGateway> {
  const gateway = await startTestGateway({ environment: { REDIS_URL: url } });
  open.push(gateway);
  return gateway;
}

test('[R-060] a text that one gateway was sent is known by its hash to another one, also to one that starts later', async () => {
  const [one, two] = [await replica(), await replica()];
  expect((await two.post(BY_HASH)).body.errors?.[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
  expect((await one.post({ query: TEXT, ...BY_HASH })).body.data).toEqual({ __typename: 'Query' });
  for (const gateway of [two, await replica()]) {
    expect((await gateway.post(BY_HASH)).body.data).toEqual({ __typename: 'Query' });
  }
  const [key = '', ...others] = await raw.keys('lifeready:document:*');
  expect(others).toEqual([]);
  expect(await raw.pttl(key)).toBeGreaterThan(0);
});
