import { RACE_QUERIES } from './queries.ts';
import type { ContestantName } from './contestants.ts';
import type { RaceQuery } from './queries.ts';
import type { Race, RaceResult } from './race.ts';

/** What each gateway is, for whoever reads the table. */
export const ABOUT: Readonly<Record<ContestantName, string>> = {
  stock: '@apollo/gateway in Apollo Server',
  hive: '@graphql-hive/gateway',
  mercurius: '@mercuriusjs/gateway, with its compiler',
  grafbase: 'Grafbase, native (Rust)',
  floor: 'the same calls from Node, and nothing else',
  ours: 'LifeReady, without prices and budgets',
  'ours, guarded': 'LifeReady, every guard',
};

/** Times the stock gateway that are asked for, by query. */
const GUARDED: Readonly<Record<RaceQuery['name'], number>> = { small: 5.5, main: 6, large: 5 };
const BARE: Readonly<Record<RaceQuery['name'], number>> = { small: 10, main: 9, large: 8 };
const OVER_NATIVE = 1;
const ALONE_SHARE = 0.5;
const BUSY_SPREAD = 2;
const READY_MS = 2_000;

/** A target, and what was measured against it. */
export interface Verdict {
  readonly what: string;
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

export function resultOf(race: Race, name: ContestantName, query: RaceQuery['name']): RaceResult | undefined {
  return race.results.find((result) => result.name === name && result.query === query);
}

export function verdictsOf(race: Race): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  const judge = (what: string, value: number | undefined, target: number, unit: string, atMost = false): void => {
    if (value === undefined || !Number.isFinite(value)) return;
    verdicts.push({
      what,
      target: `${atMost ? 'at most' : 'at least'} ${String(target)}${unit}`,
      measured: `${value.toFixed(2)}${unit}`,
      met: atMost ? value <= target : value >= target,
    });
  };
  for (const { name: query } of RACE_QUERIES) {
    const [stock, bare, guarded] = (['stock', 'ours', 'ours, guarded'] as const).map((name) =>
      resultOf(race, name, query),
    );
    const native = resultOf(race, 'grafbase', query);
    judge(`${query}: guarded over stock`, guarded?.overStock, GUARDED[query], ' times');
    judge(`${query}: guards off over stock`, bare?.overStock, BARE[query], ' times');
    if (query !== 'large' && native !== undefined)
      judge(`${query}: guarded over native`, guarded && guarded.perSecond / native.perSecond, OVER_NATIVE, ' times');
    judge(
      `${query}: p50 alone over stock's`,
      guarded && stock && guarded.aloneP50Ms / stock.aloneP50Ms,
      ALONE_SHARE,
      ' times',
      true,
    );
    judge(
      `${query}: p99 over p50, busy`,
      guarded && guarded.busyP99Ms / guarded.busyP50Ms,
      BUSY_SPREAD,
      ' times',
      true,
    );
  }
  judge('start to ready', race.readyMs['ours, guarded'], READY_MS, ' ms', true);
  return verdicts;
}
