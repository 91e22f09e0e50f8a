import { expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { AGAIN_MS, LONG_MS, createExhaustionWatch } from './watch-exhaustion.ts';
import type { BudgetName, Payer } from './buckets.ts';

const PAYER: Payer = { actor: { kind: 'anonymous' }, clientId: 'web' };

function watch() {
  const clock = createManualClock(1_790_000_000_000);
  const told: string[] = [];
  const refused = createExhaustionWatch({ clock, onLong: (_payer, { key }) => void told.push(key) });
  return {
    told,
    pass: (ms: number) => {
      clock.advance(ms);
    },
    /** Refusals of one bucket for a while, one in each step. */
    refuse: (key: string, how: { name?: BudgetName; forMs: number; everyMs?: number }): void => {
      const { name = 'cost', forMs, everyMs = 30_000 } = how;
      for (let at = 0; at <= forMs; at += everyMs) {
        if (at > 0) clock.advance(everyMs);
        refused(PAYER, { name, coordinate: undefined, key, capacity: 1, refillSeconds: 60, amount: 1 });
      }
    },
  };
}

test('[R-053] who goes on over a budget for five minutes is told of once, and once more in an hour', () => {
  const { told, refuse } = watch();
  refuse('a', { forMs: LONG_MS - 30_000 });
  expect(told).toEqual([]);
  refuse('a', { forMs: AGAIN_MS - 60_000 });
  expect(told).toEqual(['a']);
  refuse('a', { forMs: AGAIN_MS });
  expect(told).toEqual(['a', 'a']);
});

test('one refusal now and then is nobody who goes on', () => {
  const { told, refuse } = watch();
  refuse('a', { forMs: 10 * LONG_MS, everyMs: 61_000 });
  expect(told).toEqual([]);
});

test('stopping and beginning again does not have it told again within the hour', () => {
  const { told, refuse, pass } = watch();
  refuse('a', { forMs: LONG_MS });
  pass(10 * 60_000);
  refuse('a', { forMs: LONG_MS });
  expect(told).toEqual(['a']);
});

test('each budget counts for itself, those of cost alone', () => {
  const { told, refuse } = watch();
  refuse('a', { forMs: LONG_MS / 2 });
  refuse('b', { forMs: LONG_MS / 2, name: 'client' });
  refuse('c', { forMs: 2 * LONG_MS, name: 'requests' });
  refuse('d', { forMs: 2 * LONG_MS, name: 'field' });
  expect(told).toEqual([]);
  refuse('b', { forMs: LONG_MS, name: 'client' });
  expect(told).toEqual(['b']);
});
