import { expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { createInProcessState } from './in-process-state.ts';
import { createTurns } from './turns.ts';

const limited = expect.objectContaining({ code: 'RATE_LIMITED' });

test('each has so many turns, and new ones when the time is over', async () => {
  const clock = createManualClock(1_790_000_000_000);
  const state = createInProcessState({ clock });
  const turns = createTurns(state, 'test', { atMost: 3, perSeconds: 60 });
  for (let turn = 0; turn < 3; turn += 1) await turns.take('one');
  await expect(turns.take('one')).rejects.toEqual(limited);
  await turns.take('other');
  await createTurns(state, 'another test', { atMost: 1, perSeconds: 60 }).take('one');
  clock.advance(60_001);
  await turns.take('one');
});

test('state that cannot tell lets everybody through', async () => {
  const state = createInProcessState({ clock: createManualClock(0) });
  await state.close();
  const turns = createTurns(state, 'test', { atMost: 1, perSeconds: 60 });
  for (let turn = 0; turn < 3; turn += 1) await turns.take('one');
});
