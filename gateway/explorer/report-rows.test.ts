import { describe, expect, test } from '@jest/globals';
import { drawReport } from './draw-report.ts';
import { reportRows } from './report-rows.ts';
import type { ReportedCall, RequestReport } from './request-report.ts';

function call(subgraph: string, path: string, operation: string, startMs: number, endMs: number): ReportedCall {
  return { subgraph, path, operation, startMs, endMs, entities: path === '' ? undefined : 2, errors: 0 };
}

const REPORT: RequestReport = {
  totalMs: 20,
  guardedMs: 2,
  plannedMs: 3,
  plan: {
    kind: 'sequence',
    nodes: [
      { kind: 'fetch', subgraph: 'case', path: '', operation: '{ cases }' },
      {
        kind: 'parallel',
        nodes: [
          { kind: 'fetch', subgraph: 'identity', path: 'cases.nodes.@.principal', operation: '{ _entities }' },
          { kind: 'fetch', subgraph: 'identity', path: 'cases.nodes.@.nominee', operation: '{ _entities }' },
          { kind: 'fetch', subgraph: 'audit', path: 'cases.nodes.@', operation: '{ trail }' },
        ],
      },
    ],
  },
  calls: [
    call('case', '', '{ cases }', 3, 9),
    call('identity', 'cases.nodes.@.nominee', '{ _entities }', 9, 12),
    call('identity', 'cases.nodes.@.principal', '{ _entities }', 9, 14),
  ],
};

describe('the rows of a report', () => {
  test('are the plan, each fetch with its own calls, between what the gateway does itself', () => {
    const rows = reportRows(REPORT).map(({ label, depth, bars }) => [
      label,
      depth,
      ...bars.map((bar) => [bar.startMs, bar.endMs]),
    ]);
    expect(rows).toEqual([
      ['validation, access, cost', 0, [0, 2]],
      ['plan', 0, [2, 3]],
      ['one after the other', 0],
      ['case', 1, [3, 9]],
      ['at the same time', 1],
      ['identity for cases.nodes.principal', 2, [9, 14]],
      ['identity for cases.nodes.nominee', 2, [9, 12]],
      ['audit for cases.nodes', 2],
      ['answer', 0, [14, 20]],
    ]);
  });

  test('show a call that the plan has no fetch for', () => {
    const rows = reportRows({ ...REPORT, plan: undefined, calls: [call('vault', '', '{ x }', 4, 5)] });
    expect(rows.map(({ label }) => label)).toContain('vault: not in the plan');
  });

  test('of a request that was refused end with the rules', () => {
    const refused = { totalMs: 1, guardedMs: undefined, plannedMs: undefined, plan: undefined, calls: [] };
    expect(reportRows(refused)).toEqual([
      { label: 'validation, access, cost', depth: 0, bars: [{ startMs: 0, endMs: 1, errors: 0 }] },
    ]);
  });
});

describe('the picture of a report', () => {
  test('says in its title what it shows, and has a bar for each call', () => {
    const bySubgraph = { case: { estimated: 40, actual: 9 } };
    const picture = drawReport(REPORT, { estimated: 47, actual: 12, max: 5_000, bySubgraph });
    expect(picture).toContain('<title>20 ms, 3 calls to 2 subgraphs, cost 47 of 5000</title>');
    expect(picture).toContain('cost 47 of 5000; it was 12');
    expect(picture).toContain('case 40, was 9');
    // The ground, three of the cost and one for a subgraph, three of the gateway, three calls, a mark for each of four fetches.
    expect(picture.match(/<rect/g)).toHaveLength(15);
  });

  test('[R-029] shows markup in a name as text', () => {
    const name = '"><script>alert(1)</script>';
    const picture = drawReport(
      {
        ...REPORT,
        plan: {
          kind: 'condition',
          variable: name,
          nodes: [{ kind: 'fetch', subgraph: name, path: name, operation: '' }],
        },
        calls: [call(name, name, '', 1, 2), call(name, 'elsewhere', '', 1, 2)],
      },
      undefined,
    );
    expect(picture).not.toContain('<script');
    expect(picture).toContain('&lt;script');
  });

  test('has no coordinate that is not a number, also for a request that took no time', () => {
    const none = { totalMs: 0, guardedMs: 0, plannedMs: 0, plan: undefined, calls: [call('a', '', '', 0, 0)] };
    expect(drawReport(none, { estimated: 0, actual: 0, max: 0 })).not.toMatch(/NaN|Infinity|undefined/);
  });
});
