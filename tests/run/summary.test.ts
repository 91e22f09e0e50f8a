import { describe, expect, test } from '@jest/globals';

import { allGood, summaryLines, type SummaryRow } from './summary.ts';

const checks: SummaryRow = { name: 'checks', kind: 'checks', good: true, seconds: 12.34 };
const unit: SummaryRow = { name: 'unit', kind: 'tests', outcome: { passed: 40, failed: 0 }, seconds: 5 };
const int: SummaryRow = {
  name: 'int',
  kind: 'tests',
  outcome: { passed: 2, failed: 1, problem: 'tests failed' },
  seconds: 9,
};
const redis: SummaryRow = { name: 'redis', kind: 'left-out', reason: 'REDIS_URL is not set' };

describe('the closing table', () => {
  test('ends with the sum of the tests alone on its line', () => {
    expect(summaryLines([checks, unit, int, redis]).at(-1)).toBe('42 passed, 1 failed');
  });

  test('shows every part with its counts and time, and why one was left out', () => {
    expect(summaryLines([checks, int, redis])).toEqual([
      'part       passed   failed       time',
      'checks          -        -     12.3 s  ok',
      'int             2        1      9.0 s  FAILED: tests failed',
      'redis           -        -          -  not run: REDIS_URL is not set',
      '',
      '2 passed, 1 failed',
    ]);
  });

  test('is good only when every part is', () => {
    expect(allGood([checks, unit, redis])).toBe(true);
    expect(allGood([checks, unit, int])).toBe(false);
    expect(allGood([{ ...checks, good: false }, unit])).toBe(false);
  });

  test('is bad when a part ran no test, although none failed', () => {
    expect(allGood([{ ...unit, outcome: { passed: 0, failed: 0, problem: 'no test ran' } }])).toBe(false);
  });
});
