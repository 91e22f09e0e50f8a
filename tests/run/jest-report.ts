import { z } from 'zod';

/** The fields of jest's `--json` report that decide whether a part of the suite is good. */
const reportSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.int().min(0),
  numFailedTests: z.int().min(0),
  numPendingTests: z.int().min(0),
  numTodoTests: z.int().min(0),
  numRuntimeErrorTestSuites: z.int().min(0),
});

/** What one part of the suite came to. `problem` says why it is not good, if it is not. */
export type PartOutcome = {
  readonly passed: number;
  /** Failed tests; a file that could not run at all counts as one. */
  readonly failed: number;
  readonly problem?: string;
};

/**
 * Judges one jest run. A part is good only when at least one test ran, every test passed, none was skipped and jest itself
 * ended well: a suite that ran nothing, or was narrowed with `.only`, shows nothing.
 *
 * @param reportText - content of jest's `--outputFile`; undefined when jest wrote none
 * @param exitCode - exit code of jest
 */
export function judgeJestRun(reportText: string | undefined, exitCode: number): PartOutcome {
  if (reportText === undefined)
    return { passed: 0, failed: 0, problem: `jest ended with ${String(exitCode)} and wrote no report` };
  const report = reportSchema.parse(JSON.parse(reportText));
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  const skipped = report.numPendingTests + report.numTodoTests;
  const problem = findProblem({ passed, failed, skipped, wellEnded: exitCode === 0 && report.success });
  return problem === undefined ? { passed, failed } : { passed, failed, problem };
}

type Counts = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly wellEnded: boolean;
};

function findProblem(counts: Counts): string | undefined {
  if (counts.failed > 0) return 'tests failed';
  if (counts.skipped > 0) return `${String(counts.skipped)} skipped`;
  if (counts.passed === 0) return 'no test ran';
  return counts.wellEnded ? undefined : 'jest did not end well';
}
