import { expect, test } from '@jest/globals';
import { drawRace } from './chart.ts';
import { RACE_QUERIES } from './queries.ts';
import { bodyOf } from './race.ts';
import { reportMarkdown, reportText } from './report.ts';
import { createShopSubgraph } from './shop/subgraphs.ts';
import { verdictsOf } from './standings.ts';
import type { ContestantName } from './contestants.ts';
import type { Race, RaceResult } from './race.ts';

function resultsOf(name: ContestantName, overStock: number): RaceResult[] {
  const times = { cpuMs: 1 / overStock, aloneP50Ms: 10 / overStock, busyP50Ms: 10, busyP99Ms: 15 };
  return RACE_QUERIES.map(({ name: query }) => ({
    name,
    query,
    perSecond: 100 * overStock,
    overStock,
    ...times,
  }));
}

const [, , LARGE] = RACE_QUERIES;

const race: Race = {
  results: [...resultsOf('stock', 1), ...resultsOf('grafbase', 7), ...resultsOf('ours, guarded', 6)],
  readyMs: { 'ours, guarded': 1_500 },
  residentMib: { 'ours, guarded': 200 },
  absent: { hive: 'its packages are not installed' },
};

test('[R-248] each target is held against what was measured, and a missed one is said to be', () => {
  const verdicts = new Map(verdictsOf(race).map(({ what, met }) => [what, met]));
  expect(verdicts.get('small: guarded over stock')).toBe(true);
  expect(verdicts.get('small: guarded over native')).toBe(false);
  expect(verdicts.get('main: guarded over stock')).toBe(true);
  expect(verdicts.get('start to ready')).toBe(true);
  expect(verdicts.has('small: guards off over stock')).toBe(false);
});

test('the reports and the picture name everybody who ran, and who did not', () => {
  expect(reportText(race)).toContain('not there: hive');
  expect(reportText(race)).toContain('MISSED small: guarded over native');
  expect(reportMarkdown(race, '2026-01-01')).toContain('| Grafbase, native (Rust) | 700 | 7.00 |');
  expect(drawRace(race)).toContain('Grafbase, native (Rust)');
});

test('the shop answers the queries of the race', async () => {
  const answer = JSON.parse(await createShopSubgraph('products')(bodyOf(LARGE))) as {
    readonly data: { readonly products: readonly unknown[] };
  };
  expect(answer.data.products).toHaveLength(500);
});
