import { machine, machineInWords } from '../../machine.ts';
import { RACE_QUERIES } from './queries.ts';
import { ABOUT, resultOf, verdictsOf } from './standings.ts';
import type { ContestantName } from './contestants.ts';
import type { Race, RaceResult } from './race.ts';

export function reportJson(race: Race): string {
  return JSON.stringify({ machine: machine(), ...race, verdicts: verdictsOf(race) }, null, 2);
}

/** A table for each query, then the targets. As text for a terminal. */
export function reportText(race: Race): string {
  const lines = RACE_QUERIES.flatMap(({ name: query, about }) => [
    '',
    `${query}: ${about}`,
    '                   requests/s   times stock   processor   p50 alone   p50, p99 busy',
    ...resultsOf(race, query).map((result) => `  ${result.name.padEnd(16)} ${cellsOf(result).join('  ')}`),
  ]);
  const absent = Object.entries(race.absent).map(([name, reason]) => `not there: ${name} (${reason})`);
  const verdicts = verdictsOf(race).map(
    ({ what, target, measured, met }) => `${met ? 'met   ' : 'MISSED'} ${what}: ${target}; it was ${measured}`,
  );
  return [`${machineInWords()} at the end`, ...lines, '', ...absent, ...startsOf(race), '', ...verdicts].join('\n');
}

/** The same for the documentation. */
export function reportMarkdown(race: Race, date: string): string {
  const head =
    '| gateway | requests/s | times stock | processor for one | p50 alone | p50 busy | p99 busy |\n| --- | --- | --- | --- | --- | --- | --- |';
  const tables = RACE_QUERIES.flatMap(({ name: query, about }) => [
    `## ${query}: ${about}`,
    '',
    head,
    ...resultsOf(race, query).map(
      ({ name, ...r }) =>
        `| ${ABOUT[name]} | ${whole(r.perSecond)} | ${r.overStock.toFixed(2)} | ${r.cpuMs.toFixed(3)} ms | ${r.aloneP50Ms.toFixed(2)} ms | ${r.busyP50Ms.toFixed(2)} ms | ${r.busyP99Ms.toFixed(2)} ms |`,
    ),
    '',
  ]);
  const verdicts = verdictsOf(race).map(
    ({ what, target, measured, met }) => `| ${what} | ${target} | ${measured} | ${met ? 'met' : '**missed**'} |`,
  );
  return [
    `Measured on ${date}: ${machineInWords()} at the end.`,
    '',
    ...tables,
    '## Against the targets',
    '',
    '| what | target | measured | |',
    '| --- | --- | --- | --- |',
    ...verdicts,
    '',
    ...startsOf(race).map((line) => `- ${line}`),
  ].join('\n');
}

function resultsOf(race: Race, query: RaceResult['query']): RaceResult[] {
  return (Object.keys(ABOUT) as ContestantName[]).flatMap((name) => resultOf(race, name, query) ?? []);
}

function cellsOf(result: RaceResult): string[] {
  return [
    whole(result.perSecond).padStart(10),
    result.overStock.toFixed(2).padStart(12),
    `${result.cpuMs.toFixed(3)} ms`.padStart(11),
    `${result.aloneP50Ms.toFixed(2)} ms`.padStart(10),
    `${result.busyP50Ms.toFixed(2)}, ${result.busyP99Ms.toFixed(2)} ms`.padStart(16),
  ];
}

function startsOf({ readyMs, residentMib }: Race): string[] {
  return (Object.keys(ABOUT) as ContestantName[]).flatMap((name) => {
    const [ready, memory] = [readyMs[name], residentMib[name]];
    return ready === undefined || memory === undefined
      ? []
      : [`${name}: ready after ${whole(ready)} ms, ${whole(memory)} MiB at the end`];
  });
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}
