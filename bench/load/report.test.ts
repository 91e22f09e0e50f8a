import { describe, expect, test } from '@jest/globals';
import { lineOf, reportText } from './report.ts';
import type { Outcome } from './run.ts';

function outcome(ms: readonly number[], change: Partial<Outcome> = {}): Outcome {
  const requests = ms.map((time) => ({ kind: undefined, ms: time }));
  return { scenario: 'mixed', users: 50, requests, errors: {}, ...change };
}

const times = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

describe('[R-241] what is asked of many people at once', () => {
  test.each<[string, Outcome, string[]]>([
    ['all of it quick', outcome(times(100, 10)), []],
    ['a few that are slow', outcome([...times(94, 10), ...times(6, 2_000)]), ['p95 below 2000 ms']],
    ['one in a hundred that hangs', outcome([...times(99, 10), 5_000]), ['p99 below 5000 ms']],
    ['one error in a thousand', outcome(times(1_000, 10), { errors: { TIMEOUT: 1 } }), ['errors below 0.1 %']],
    ['one error in more', outcome(times(1_001, 10), { errors: { TIMEOUT: 1 } }), []],
    ['nothing asked at all', outcome([]), ['p95 below 2000 ms', 'p99 below 5000 ms', 'errors below 0.1 %']],
    [
      'lists that are slow beside other requests that are not',
      outcome([], {
        requests: [...times(95, 10).map((ms) => ({ kind: undefined, ms })), { kind: 'list' as const, ms: 300 }],
      }),
      ['list p95 below 300 ms'],
    ],
  ])('%s', (_what, found, missed) => {
    const line = lineOf(found);
    expect(line.missed).toEqual(missed);
    expect(reportText([line])).toContain(`targets missed by ${missed.length === 0 ? '0' : '1'}`);
  });
});
