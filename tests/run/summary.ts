import type { PartOutcome } from './jest-report.ts';

/** One line of the closing table of `npm test`. */
export type SummaryRow =
  | { readonly name: string; readonly kind: 'checks'; readonly good: boolean; readonly seconds: number }
  | { readonly name: string; readonly kind: 'tests'; readonly outcome: PartOutcome; readonly seconds: number }
  | { readonly name: string; readonly kind: 'left-out'; readonly reason: string };

/** True when no row of the table is bad. A part left out for a stated reason is not bad. */
export function allGood(rows: readonly SummaryRow[]): boolean {
  return rows.every((row) => {
    if (row.kind === 'checks') return row.good;
    return row.kind === 'left-out' || row.outcome.problem === undefined;
  });
}

/** The closing lines of `npm test`: a table of what ran, then `N passed, N failed` for the tests alone. */
export function summaryLines(rows: readonly SummaryRow[]): readonly string[] {
  const outcomes = rows.flatMap((row) => (row.kind === 'tests' ? [row.outcome] : []));
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
  return [
    columns('part', 'passed', 'failed', 'time', ''),
    ...rows.map(rowLine),
    '',
    `${String(passed)} passed, ${String(failed)} failed`,
  ];
}

function rowLine(row: SummaryRow): string {
  if (row.kind === 'left-out') return columns(row.name, '-', '-', '-', `not run: ${row.reason}`);
  const time = `${row.seconds.toFixed(1)} s`;
  if (row.kind === 'checks') return columns(row.name, '-', '-', time, row.good ? 'ok' : 'FAILED');
  const { passed, failed, problem } = row.outcome;
  return columns(row.name, String(passed), String(failed), time, problem === undefined ? 'ok' : `FAILED: ${problem}`);
}

function columns(name: string, passed: string, failed: string, time: string, note: string): string {
  return `${name.padEnd(8)} ${passed.padStart(8)} ${failed.padStart(8)} ${time.padStart(10)}  ${note}`.trimEnd();
}
