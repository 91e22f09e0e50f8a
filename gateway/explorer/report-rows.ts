import type { PlanOutline } from './plan-outline.ts';
import type { ReportedCall, RequestReport } from './request-report.ts';

/** A stretch of time in a row; milliseconds since the request began. */
export interface RowBar {
  readonly startMs: number;
  readonly endMs: number;
  readonly errors: number;
  /** What to say of it besides how long it took. */
  readonly note?: string;
}

/** One line of the picture. */
export interface ReportRow {
  readonly label: string;
  /** Levels of the plan above it. */
  readonly depth: number;
  /** Whose call it is; absent for what the gateway does itself, and for parts of a plan that only hold others. */
  readonly subgraph?: string;
  readonly bars: readonly RowBar[];
}

/** The request from its rules to its answer, with the plan between them. Calls that no fetch of the plan accounts for come last. */
export function reportRows(report: RequestReport): readonly ReportRow[] {
  const { totalMs, guardedMs = totalMs, plannedMs, plan } = report;
  const left = [...report.calls];
  const planRows = plan === undefined ? [] : rowsOf(plan, 0, left);
  const others = left.map((call) => ({
    label: `${call.subgraph}: not in the plan`,
    depth: 0,
    subgraph: call.subgraph,
    bars: [barOf(call)],
  }));
  const called = report.calls.reduce((latest, { endMs }) => Math.max(latest, endMs), plannedMs ?? guardedMs);
  return [
    own('validation, access, cost', 0, guardedMs),
    ...(plannedMs === undefined ? [] : [own('plan', guardedMs, plannedMs)]),
    ...planRows,
    ...others,
    ...(plannedMs === undefined ? [] : [own('answer', called, totalMs)]),
  ];
}

function own(label: string, startMs: number, endMs: number): ReportRow {
  return { label, depth: 0, bars: [{ startMs, endMs, errors: 0 }] };
}

/** @param left calls that no fetch has been found for; those of a fetch are taken out */
function rowsOf(node: PlanOutline, depth: number, left: ReportedCall[]): readonly ReportRow[] {
  if (node.kind === 'fetch') {
    const { subgraph, path } = node;
    const mine = left.filter((call) => isOf(call, node));
    for (const call of mine) left.splice(left.indexOf(call), 1);
    const label = path === '' ? subgraph : `${subgraph} for ${placeOf(path)}`;
    return [{ label, depth, subgraph, bars: mine.map(barOf) }];
  }
  const label = {
    sequence: 'one after the other',
    parallel: 'at the same time',
    condition: node.kind === 'condition' ? `by $${node.variable}` : '',
  }[node.kind];
  return [{ label, depth, bars: [] }, ...node.nodes.flatMap((inner) => rowsOf(inner, depth + 1, left))];
}

/** As people write it: `@`, which stands for every element of a list, is left out. */
function placeOf(path: string): string {
  return path
    .split('.')
    .filter((key) => key !== '@')
    .join('.');
}

/** The same text may go out for two places of an answer. */
function isOf(call: ReportedCall, fetch: Extract<PlanOutline, { readonly kind: 'fetch' }>): boolean {
  return call.subgraph === fetch.subgraph && call.path === fetch.path && call.operation === fetch.operation;
}

function barOf({ startMs, endMs, errors, entities }: ReportedCall): RowBar {
  const notes = [
    ...(entities === undefined ? [] : [`${entities} ${entities === 1 ? 'entity' : 'entities'}`]),
    ...(errors === 0 ? [] : [`${errors} ${errors === 1 ? 'error' : 'errors'}`]),
  ];
  return { startMs, endMs, errors, ...(notes.length === 0 ? {} : { note: notes.join(', ') }) };
}
