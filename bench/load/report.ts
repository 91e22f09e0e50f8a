import { quantileOf } from '../audit/quantile.ts';
import { machine, machineInWords } from '../machine.ts';
import { GATES, OBJECTIVES } from './targets.ts';
import type { Outcome } from './run.ts';
import type { Objective } from './targets.ts';

/** One line of the result. */
export interface LoadLine {
  readonly scenario: string;
  readonly users: number;
  readonly requests: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Share of requests without an answer that is good. */
  readonly errorShare: number;
  readonly errors: Readonly<Record<string, number>>;
  /** What was missed, in words. */
  readonly missed: readonly string[];
}

export function lineOf({ scenario, users, requests, errors }: Outcome): LoadLine {
  const times = requests.map(({ ms }) => ms);
  const [p50Ms, p95Ms, p99Ms] = [0.5, 0.95, 0.99].map((share) => quantileOf(times, share)) as [number, number, number];
  const failed = Object.values(errors).reduce((sum, count) => sum + count, 0);
  // A scenario in which nothing was asked has shown nothing.
  const errorShare = requests.length === 0 ? 1 : failed / requests.length;
  const missed = [
    ...(p95Ms < GATES.p95Ms ? [] : [`p95 below ${String(GATES.p95Ms)} ms`]),
    ...(p99Ms < GATES.p99Ms ? [] : [`p99 below ${String(GATES.p99Ms)} ms`]),
    ...(errorShare < GATES.errors ? [] : [`errors below ${String(GATES.errors * 100)} %`]),
    ...missedObjectives(requests),
  ];
  return { scenario, users, requests: requests.length, p50Ms, p95Ms, p99Ms, errorShare, errors, missed };
}

function missedObjectives(requests: Outcome['requests']): string[] {
  return (Object.keys(OBJECTIVES) as Objective[]).flatMap((kind) => {
    const times = requests.filter((request) => request.kind === kind).map(({ ms }) => ms);
    const most = OBJECTIVES[kind];
    if (times.length === 0 || quantileOf(times, 0.95) < most) return [];
    return [`${kind} p95 below ${String(most)} ms`];
  });
}

export function reportJson(lines: readonly LoadLine[]): string {
  return JSON.stringify({ machine: machine(), gates: GATES, objectives: OBJECTIVES, lines }, null, 2);
}

export function reportText(lines: readonly LoadLine[]): string {
  const rows = lines.map(({ scenario, users, requests, p50Ms, p95Ms, p99Ms, errorShare, errors, missed }) =>
    [
      scenario.padEnd(10),
      String(users).padStart(6),
      String(requests).padStart(9),
      ...[p50Ms, p95Ms, p99Ms].map((ms) => ms.toFixed(0).padStart(7)),
      `${(errorShare * 100).toFixed(2)} %`.padStart(9),
      missed.length === 0 ? '  met' : `  missed: ${missed.join(', ')}`,
      ...Object.entries(errors).map(([what, count]) => ` ${what} ${String(count)}`),
    ].join(''),
  );
  const missed = lines.filter((line) => line.missed.length > 0).length;
  return [
    machineInWords(),
    '',
    'scenario  people requests   p50 ms p95 ms p99 ms   errors',
    ...rows,
    '',
    `${String(lines.length)} runs; targets missed by ${String(missed)}`,
  ].join('\n');
}
