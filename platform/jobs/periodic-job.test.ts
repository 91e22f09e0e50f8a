import { expect, test } from '@jest/globals';
import { silentLogger } from '#platform/logging';
import { createPeriodicJob } from './periodic-job.ts';
import { createRounds } from './rounds.ts';

test('a periodic job goes on after a round that failed, and ends when closed', async () => {
  const third = Promise.withResolvers<undefined>();
  let rounds = 0;
  const run = async (): Promise<number> => {
    rounds += 1;
    if (rounds === 3) third.resolve(undefined);
    if (rounds === 1) throw new Error('the first fails');
    return Promise.resolve(1);
  };
  const job = createPeriodicJob({ name: 'test', everyMs: 1, run, logger: silentLogger });
  job.start();
  await third.promise;
  await job.close();
  const after = rounds;
  await new Promise((resolve) => setImmediate(resolve));
  expect(rounds).toBe(after);
});

test('a job under way is told when its service ends, and waited for', async () => {
  const started = Promise.withResolvers<undefined>();
  const ended: boolean[] = [];
  const run = async (signal?: AbortSignal): Promise<number> => {
    started.resolve(undefined);
    await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    ended.push(true);
    return 0;
  };
  const job = createPeriodicJob({ name: 'test', everyMs: 1, run, logger: silentLogger });
  job.start();
  await started.promise;
  await job.close();
  expect(ended).toEqual([true]);
});

test('rounds that are to begin later do not begin once they are closed', async () => {
  let count = 0;
  const rounds = createRounds(async () => (count += 1));
  rounds.start(60_000);
  await rounds.close();
  expect(count).toBe(0);
});
