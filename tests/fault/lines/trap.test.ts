import { expect, test } from '@jest/globals';
import { createTrapPlace } from './trap.ts';

test('a trap goes off once, at the message it waits for', async () => {
  const traps = createTrapPlace<'here' | 'there'>();
  traps.set({ point: 'here', skip: 1, spring: () => Promise.resolve('cut') });
  const passages = [];
  for (const point of ['there', 'here', 'there', 'here', 'here'] as const) passages.push(await traps.reached(point));
  expect(passages).toEqual(['pass', 'pass', 'pass', 'cut', 'pass']);
});

test('a trap that was cleared does nothing', async () => {
  const traps = createTrapPlace<'here'>();
  traps.set({ point: 'here', skip: 0, spring: () => Promise.resolve('cut') });
  traps.clear();
  expect(await traps.reached('here')).toBe('pass');
});
