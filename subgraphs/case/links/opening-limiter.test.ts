import { beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { createInProcessState } from '#platform/redis';
import { MAX_OPENINGS_PER_HOUR, createOpeningLimiter } from './opening-limiter.ts';
import type { SharedState } from '#platform/redis';

/** Ten minutes into an hour. */
const START_MS = 3_600_000 * 500_000 + 600_000;
const LEFT_SECONDS = 3_000;

let clock: ReturnType<typeof createManualClock>;
let state: SharedState;
beforeEach(() => {
  clock = createManualClock(START_MS);
  state = createInProcessState({ clock });
});

async function take(limiter: ReturnType<typeof createOpeningLimiter>, times: number, link = 'one'): Promise<void> {
  for (let at = 0; at < times; at += 1) expect(await limiter.take(link)).toBeUndefined();
}

describe('[R-095] openings of one link', () => {
  test('are so many in an hour, over all replicas; each link has its own', async () => {
    const [here, there] = [createOpeningLimiter(state, clock), createOpeningLimiter(state, clock)];
    await take(here, MAX_OPENINGS_PER_HOUR - 1);
    await take(there, 1);
    expect(await here.take('one')).toEqual({ isFirst: true, retryAfterSeconds: LEFT_SECONDS });
    expect(await there.take('one')).toEqual({ isFirst: false, retryAfterSeconds: LEFT_SECONDS });
    await take(here, MAX_OPENINGS_PER_HOUR, 'other');
  });

  test('are possible again when the answer said so, and not a second before', async () => {
    const limiter = createOpeningLimiter(state, clock);
    await take(limiter, MAX_OPENINGS_PER_HOUR);
    clock.advance((LEFT_SECONDS - 1) * 1_000);
    expect(await limiter.take('one')).toMatchObject({ retryAfterSeconds: 1 });
    clock.advance(1_000);
    await take(limiter, MAX_OPENINGS_PER_HOUR);
    expect(await limiter.take('one')).toEqual({ isFirst: true, retryAfterSeconds: 3_600 });
  });

  test('are bounded by each replica for itself while what they share is away', async () => {
    const limiter = createOpeningLimiter(state, clock);
    await state.close();
    await take(limiter, MAX_OPENINGS_PER_HOUR);
    expect(await limiter.take('one')).toEqual({ isFirst: true, retryAfterSeconds: LEFT_SECONDS });
  });
});
