import { describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { newId } from '#platform/ids';
import { createInProcessState } from '#platform/redis';
import { MAX_CONCURRENT_EXPORTS, MAX_EXPORTS_PER_DAY, createExportLimiter } from './export-limiter.ts';

const LIMITED = { code: 'RATE_LIMITED' };

describe('[R-097] the export limiter', () => {
  test('has so many places per person, and each is given back', async () => {
    const limiter = createExportLimiter(createInProcessState({ clock: createManualClock(0) }));
    const [one, other] = [newId(), newId()];
    const release = [];
    for (let at = 0; at < MAX_CONCURRENT_EXPORTS; at += 1) release.push(await limiter.acquire(one));
    await expect(limiter.acquire(one)).rejects.toMatchObject(LIMITED);
    await limiter.acquire(other);
    await release[0]?.();
    await limiter.acquire(one);
  });

  test('has so many exports a day', async () => {
    const clock = createManualClock(0);
    const limiter = createExportLimiter(createInProcessState({ clock }));
    for (let at = 0; at < MAX_EXPORTS_PER_DAY; at += 1) await (await limiter.acquire('me'))();
    await expect(limiter.acquire('me')).rejects.toMatchObject(LIMITED);
    clock.advance(86_400_000);
    await limiter.acquire('me');
  });

  test('frees the place of a process that died', async () => {
    const clock = createManualClock(0);
    const limiter = createExportLimiter(createInProcessState({ clock }));
    for (let at = 0; at < MAX_CONCURRENT_EXPORTS; at += 1) await limiter.acquire('me');
    clock.advance(180_000);
    await limiter.acquire('me');
  });

  test('refuses when the state cannot tell', async () => {
    const state = createInProcessState({ clock: createManualClock(0) });
    await state.close();
    await expect(createExportLimiter(state).acquire('me')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });
});
