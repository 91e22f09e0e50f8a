import { expect, test } from '@jest/globals';
import { documentIdOf } from './documents/manifest.ts';
import { useReplicas } from './testing/replicas.ts';

const TEXT = '{ __typename }';
const BY_HASH = { extensions: { persistedQuery: { version: 1, sha256Hash: documentIdOf(TEXT) } } };
const replicas = useReplicas('lifeready:document:*');

test('[R-060] a text that one gateway was sent is known by its hash to another one, also to one that starts later', async () => {
  const [one, two] = [await replicas.start(), await replicas.start()];
  expect((await two.post(BY_HASH)).body.errors?.[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
  expect((await one.post({ query: TEXT, ...BY_HASH })).body.data).toEqual({ __typename: 'Query' });
  for (const gateway of [two, await replicas.start()]) {
    expect((await gateway.post(BY_HASH)).body.data).toEqual({ __typename: 'Query' });
  }
  const [key = '', ...others] = await replicas.redis().keys('lifeready:document:*');
  expect(others).toEqual([]);
  expect(await replicas.redis().pttl(key)).toBeGreaterThan(0);
});
