import type { LoadResult } from './load/load.ts';

interface Described {
  readonly point: string;
  readonly fault: string;
}

export interface Violation extends Described {
  readonly round: number;
  readonly what: string;
}

/** What a run did and found. */
export interface RunReport {
  readonly seed: number;
  readonly rounds: number;
  readonly seconds: number;
  /** In the log at the end. */
  readonly entries: number;
  readonly acknowledged: number;
  readonly repeated: number;
  readonly unknown: number;
  /** Codes with which changes were refused, and how often. */
  readonly refused: Readonly<Record<string, number>>;
  /** What clients were answered when it could not be told what became of a change, and how often. */
  readonly answers: Readonly<Record<string, number>>;
  /** How often each fault happened at each point. */
  readonly faults: readonly (Described & { readonly times: number })[];
  /** Rounds whose point nobody came by. */
  readonly notReached: number;
  readonly violations: readonly Violation[];
}

/** Counts while a run goes on. */
export interface Tally {
  round(outcome: Described & { readonly reached: boolean; readonly result: LoadResult }): void;
  violation(round: number, where: Described, what: readonly string[]): void;
  violations(): number;
  report(end: Pick<RunReport, 'seed' | 'entries' | 'seconds'>): RunReport;
}

export function createTally(): Tally {
  const faults = new Map<string, Described & { times: number }>();
  const refused: Record<string, number> = {};
  const answers: Record<string, number> = {};
  const violations: Violation[] = [];
  const sums = { rounds: 0, acknowledged: 0, repeated: 0, unknown: 0, notReached: 0 };
  return {
    round: ({ point, fault, reached, result }) => {
      sums.rounds += 1;
      sums.acknowledged += result.acknowledged.length;
      sums.repeated += result.repeated;
      sums.unknown += result.unknown.length;
      for (const code of result.refused) refused[code] = (refused[code] ?? 0) + 1;
      for (const code of result.codes) answers[code] = (answers[code] ?? 0) + 1;
      if (!reached) {
        sums.notReached += 1;
        return;
      }
      const key = `${point}\n${fault}`;
      faults.set(key, { point, fault, times: (faults.get(key)?.times ?? 0) + 1 });
    },
    violation: (round, { point, fault }, what) => {
      violations.push(...what.map((one) => ({ round, point, fault, what: one })));
    },
    violations: () => violations.length,
    report: (end) => ({
      ...end,
      ...sums,
      refused,
      answers,
      faults: [...faults.values()].sort((a, b) => `${a.point} ${a.fault}`.localeCompare(`${b.point} ${b.fault}`)),
      violations,
    }),
  };
}
