import { expect, test } from '@jest/globals';
import { createUnderWay } from './under-way.ts';

test('is waited for, however it ends', async () => {
  const underWay = createUnderWay();
  const [good, bad] = [Promise.withResolvers<number>(), Promise.withResolvers<number>()];
  const results = Promise.allSettled([underWay.add(good.promise), underWay.add(bad.promise)]);
  let isSettled = false;
  const waits = underWay.settled().then(() => {
    isSettled = true;
  });
  good.resolve(1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(isSettled).toBe(false);
  bad.reject(new Error('gone'));
  await waits;
  expect(await results).toMatchObject([{ value: 1 }, { reason: { message: 'gone' } }]);
});

test('nothing under way is waited for at once', async () => {
  await expect(createUnderWay().settled()).resolves.toBeUndefined();
});
