import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NO_FAILURES, crossesThreshold, isLocked, lockSeconds, withFailure, withSuccess } from './lockout.ts';
import type { FailureCount } from './lockout.ts';

const START = new Date('2026-11-22T08:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function after(count: number, from: FailureCount = NO_FAILURES, now = START): FailureCount {
  return Array.from({ length: count }).reduce<FailureCount>((current) => withFailure(current, now), from);
}

describe('[R-020] the lockout grows with the failures', () => {
  test.each([
    [4, null],
    [5, 15 * MINUTE],
    [9, 15 * MINUTE],
    [10, HOUR],
    [14, HOUR],
    [15, 24 * HOUR],
    [20, 24 * HOUR],
  ])('%i failures', (failures, lockMs) => {
    const { lockedUntil } = after(failures);
    expect(lockedUntil?.getTime() ?? null).toBe(lockMs === null ? null : START.getTime() + lockMs);
  });

  test('a lock ends by itself', () => {
    const locked = after(5);
    expect(isLocked(locked, new Date(START.getTime() + 15 * MINUTE - 1))).toBe(true);
    expect(isLocked(locked, new Date(START.getTime() + 15 * MINUTE))).toBe(false);
  });

  test('failures older than a day no longer count', () => {
    const late = new Date(START.getTime() + 24 * HOUR + 1);
    expect(withFailure(after(4), late).failures).toBe(1);
    expect(withFailure(after(4), new Date(late.getTime() - 1)).failures).toBe(5);
  });

  test('a success forgets failures and keeps an active lock', () => {
    const locked = after(10);
    expect(withSuccess(locked)).toEqual({ failures: 0, lastFailedAt: null, lockedUntil: locked.lockedUntil });
  });

  test('an active lock is never shortened, whatever happens when', () => {
    const step = fc.record({ ms: fc.integer({ min: 0, max: 3 * 24 * HOUR }), success: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let count = NO_FAILURES;
        let now = START.getTime();
        for (const { ms, success } of steps) {
          now += ms;
          const next = success ? withSuccess(count) : withFailure(count, new Date(now));
          expect(next.lockedUntil?.getTime() ?? 0).toBeGreaterThanOrEqual(count.lockedUntil?.getTime() ?? 0);
          count = next;
        }
      }),
    );
  });

  test('[R-022] a threshold is crossed once', () => {
    const crossings = Array.from({ length: 20 }, (_, index) => after(index + 1)).filter(crossesThreshold);
    expect(crossings.map(({ failures }) => [failures, lockSeconds(failures)])).toEqual([
      [5, 900],
      [10, 3600],
      [15, 86_400],
    ]);
  });
});
