import type { RunReport } from './tally.ts';

/** Violations that are printed; the rest is counted. */
const SHOWN = 50;

/** The report as a person reads it. */
export function renderReport(report: RunReport): string {
  const { seed, rounds, seconds, entries, acknowledged, repeated, unknown, notReached, faults, violations } = report;
  const perRound = rounds === 0 ? 0 : seconds / rounds;
  const byPoint = Map.groupBy(faults, ({ point }) => point);
  const table = [...byPoint].flatMap(([point, list]) => {
    const times = list.reduce((sum, fault) => sum + fault.times, 0);
    const what = list.map((fault) => `${fault.fault} ${String(fault.times)}`).join(', ');
    return [`  ${point.padEnd(46)} ${String(times).padStart(4)}  ${what}`];
  });
  const refused = Object.entries(report.refused).map(([code, times]) => `  refused ${String(times)} times: ${code}`);
  return [
    `seed ${String(seed)}, ${String(rounds)} rounds in ${seconds.toFixed(0)} s (${perRound.toFixed(2)} s each), ${String(entries)} entries in the log`,
    `changes: ${String(acknowledged)} acknowledged, ${String(repeated)} attempts repeated, ${String(unknown)} of unknown end`,
    ...refused,
    `  answered instead: ${Object.entries(report.answers)
      .map(([code, times]) => `${code} ${String(times)}`)
      .join(', ')}`,
    'faults by point:',
    ...table,
    ...(notReached === 0 ? [] : [`  not reached in ${String(notReached)} rounds`]),
    '',
    `violations: ${String(violations.length)}`,
    ...violations
      .slice(0, SHOWN)
      .map(({ round, point, fault, what }) => `  round ${String(round)}, ${point}, ${fault}: ${what}`),
  ].join('\n');
}
