import { describe, expect, test } from '@jest/globals';

import { judgeJestRun } from './jest-report.ts';

const good = {
  success: true,
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

const judge = (change: Partial<typeof good>, exitCode = 0): ReturnType<typeof judgeJestRun> =>
  judgeJestRun(JSON.stringify({ ...good, ...change }), exitCode);

describe('one part of the suite', () => {
  test('is good when every test passed', () => {
    expect(judge({})).toEqual({ passed: 3, failed: 0 });
  });

  test('is bad when a test failed', () => {
    expect(judge({ success: false, numFailedTests: 2 }, 1)).toEqual({ passed: 3, failed: 2, problem: 'tests failed' });
  });

  test('counts a file that could not run as a failed test', () => {
    expect(judge({ success: false, numRuntimeErrorTestSuites: 1 }, 1)).toMatchObject({
      failed: 1,
      problem: 'tests failed',
    });
  });

  test('is bad when no test ran, although jest is content', () => {
    expect(judge({ numPassedTests: 0 }).problem).toBe('no test ran');
  });

  test('is bad when a test was skipped or the run was narrowed', () => {
    expect(judge({ numPendingTests: 2, numTodoTests: 1 }).problem).toBe('3 skipped');
  });

  test('is bad when jest fails after all tests passed', () => {
    expect(judge({}, 1).problem).toBe('jest did not end well');
  });

  test('is bad when jest wrote no report', () => {
    expect(judgeJestRun(undefined, 1)).toMatchObject({ passed: 0, problem: expect.stringContaining('no report') });
  });

  test('refuses a report of another shape', () => {
    expect(() => judgeJestRun('{"success":true}', 0)).toThrow();
  });
});
