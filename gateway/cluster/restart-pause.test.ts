import { expect, test } from '@jest/globals';
import { createRestartPause } from './restart-pause.ts';

test('a worker that ends again and again is started more and more slowly, with an upper bound', () => {
  const pauseAfter = createRestartPause();
  const pauses = Array.from({ length: 9 }, () => pauseAfter(10));
  expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

test('one that lived long is started quickly again', () => {
  const pauseAfter = createRestartPause();
  for (let crash = 0; crash < 5; crash += 1) pauseAfter(10);
  expect([pauseAfter(60_000), pauseAfter(10)]).toEqual([250, 500]);
});
