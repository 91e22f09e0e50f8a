import type { PlanOutline } from './plan-outline.ts';

/** One call of a subgraph, as the explorer shows it. Times are milliseconds since the request began. */
export interface ReportedCall {
  readonly subgraph: string;
  /** Text of the call. */
  readonly operation: string;
  /** Where its answer goes, as in the plan. */
  readonly path: string;
  readonly startMs: number;
  readonly endMs: number;
  /** How many entities it asked about; absent for a call of root fields. */
  readonly entities: number | undefined;
  readonly errors: number;
}

/** What became of one request. Times are milliseconds since it began. */
export interface RequestReport {
  readonly totalMs: number;
  /** When the executor got it: validation, variables, access and cost were behind it. Absent when it was refused before. */
  readonly guardedMs: number | undefined;
  /** When there was a plan. */
  readonly plannedMs: number | undefined;
  readonly plan: PlanOutline | undefined;
  readonly calls: readonly ReportedCall[];
}

/** Collects the report of one request while it runs. It is in the context of requests of the explorer, and of no others. */
export interface RequestRecorder {
  guarded(): void;
  planned(plan: PlanOutline | undefined): void;
  /** A call goes out. @returns what to call, with the number of errors in the answer, when it is over */
  called(call: Pick<ReportedCall, 'subgraph' | 'operation' | 'path' | 'entities'>): (errors: number) => void;
  report(): RequestReport;
}

/** @param now milliseconds, of a clock that does not go back */
export function createRequestRecorder(now: () => number): RequestRecorder {
  const began = now();
  const since = (): number => Math.round((now() - began) * 1000) / 1000;
  const calls: ReportedCall[] = [];
  let guardedMs: number | undefined;
  let plannedMs: number | undefined;
  let plan: PlanOutline | undefined;
  return {
    guarded: () => {
      guardedMs = since();
    },
    planned: (outline) => {
      plannedMs = since();
      plan = outline;
    },
    called: (call) => {
      const startMs = since();
      return (errors) => {
        calls.push({ ...call, startMs, endMs: since(), errors });
      };
    },
    report: () => ({
      totalMs: since(),
      guardedMs,
      plannedMs,
      plan,
      calls: calls.toSorted((a, b) => a.startMs - b.startMs),
    }),
  };
}
