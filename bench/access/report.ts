import { machine, machineInWords } from '../machine.ts';
import { TARGETS } from './targets.ts';
import type { AnswerTimes } from './answer-times.ts';
import type { LayeredQuery } from './layered-query.ts';
import type { PartTimes } from './parts.ts';
import type { Verdict } from './targets.ts';

export interface BenchResult {
  readonly layers: LayeredQuery;
  readonly parts: PartTimes;
  readonly answers: readonly AnswerTimes[];
}

/** Every target with what was measured. */
export function verdictsOf({ layers, parts, answers }: BenchResult): Verdict[] {
  return [
    {
      target: `all layers add at most ${percent(TARGETS.layersShare)} to the query`,
      measured: percent(layers.addedShare),
      met: layers.addedShare <= TARGETS.layersShare,
    },
    {
      target: `all layers add at most ${ms(TARGETS.layersMs)} at the median`,
      measured: ms(layers.addedMs),
      met: layers.addedMs <= TARGETS.layersMs,
    },
    {
      target: `signing and verifying a call takes less than ${ms(TARGETS.signAndVerifyMs)}`,
      measured: ms(parts.signAndVerify),
      met: parts.signAndVerify < TARGETS.signAndVerifyMs,
    },
    ...answers.map(({ field, ratio, z }) => ({
      target: `foreign and missing ids of ${field} are not told apart by time`,
      measured: `ratio ${ratio.toFixed(3)}, z ${z.toFixed(2)}`,
      met: Math.abs(z) < TARGETS.distinguishableZ,
    })),
  ];
}

export function reportJson(result: BenchResult): string {
  return JSON.stringify({ machine: machine(), ...result, verdicts: verdictsOf(result) }, null, 2);
}

export function reportText(result: BenchResult): string {
  const { layers, parts, answers } = result;
  return [
    machineInWords(),
    '',
    `one query, 20 objects, 4 services (${layers.none.count} requests in each mode)`,
    `  without layers     p50 ${ms(layers.none.p50)}   p95 ${ms(layers.none.p95)}   processor ${ms(layers.cpuMs.none)}`,
    `  with all layers    p50 ${ms(layers.all.p50)}   p95 ${ms(layers.all.p95)}   processor ${ms(layers.cpuMs.all)}`,
    `  added, neighbour by neighbour: ${ms(layers.addedMs)} (${percent(layers.addedShare)}); at p95 ${ms(layers.all.p95 - layers.none.p95)}`,
    ...Object.entries(layers.alone).map(([layer, added]) => `  ${layer} alone: ${ms(added)}`),
    '',
    'parts by themselves',
    `  sign and verify a call          ${ms(parts.signAndVerify)}`,
    `  early check of the query        ${ms(parts.earlyCheck)}`,
    `  a rule in front of a field      ${ms(parts.shieldRulePerField)}`,
    `  a context token, first time     ${ms(parts.contextTokenFirst)}`,
    `  the same context token again    ${ms(parts.contextTokenAgain)}`,
    '',
    'answers about an id (median)         own    foreign    missing   ratio       z',
    ...answers.map(
      ({ field, ownMs, foreignMs, missingMs, ratio, z }) =>
        `  ${field.padEnd(22)} ${[ownMs, foreignMs, missingMs].map((time) => ms(time).padStart(10)).join(' ')} ${ratio.toFixed(3).padStart(7)} ${z.toFixed(2).padStart(7)}`,
    ),
    '',
    ...verdictsOf(result).map(({ target, measured, met }) => `${met ? 'met   ' : 'MISSED'} ${target}: ${measured}`),
  ].join('\n');
}

function ms(value: number): string {
  return `${value.toFixed(Math.abs(value) < 0.1 ? 4 : 2)} ms`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
