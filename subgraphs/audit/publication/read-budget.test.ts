import { expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { createReadBudget } from './read-budget.ts';

test('[R-116] each reader has so many bundles a minute, and is told how long to wait', () => {
  const clock = createManualClock(1_790_000_000_000);
  const budget = createReadBudget(clock, 2);
  expect([budget.take('a'), budget.take('a'), budget.take('b')]).toEqual([0, 0, 0]);
  clock.advance(20_000);
  expect(budget.take('a')).toBe(40);
  expect(budget.take('b')).toBe(0);
  clock.advance(39_999);
  expect(budget.take('a')).toBe(1);
  clock.advance(1);
  expect(budget.take('a')).toBe(0);
});
