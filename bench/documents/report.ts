import { machine, machineInWords } from '../machine.ts';
import type { Verdict } from '../access/targets.ts';
import type { DocumentsResult } from './run.ts';

/** Resident memory after all documents, in MiB. */
const MOST_MIB = 350;

/** A document that was sent seven hundred documents ago is known; next to all of them, as they differ in length. */
const LEAST_KNOWN = 0.99;

export function verdictsOf(results: readonly DocumentsResult[]): Verdict[] {
  return results.flatMap((result) => {
    const most = Math.max(...result.memory.map(({ residentMib }) => residentMib), result.endMib);
    return [
      {
        target: `${result.graph}: resident memory at most ${String(MOST_MIB)} MiB, at any time`,
        measured: `${most.toFixed(0)} MiB`,
        met: most <= MOST_MIB,
      },
      {
        target: `${result.graph}: documents of before still known, at least ${percent(LEAST_KNOWN)}`,
        measured: percent(result.repeatedHitRate),
        met: result.repeatedHitRate >= LEAST_KNOWN,
      },
    ];
  });
}

export function reportJson(results: readonly DocumentsResult[]): string {
  return JSON.stringify({ machine: machine(), results, verdicts: verdictsOf(results) }, null, 2);
}

export function reportText(results: readonly DocumentsResult[]): string {
  return [
    `${machineInWords()} at the end`,
    ...results.flatMap((result) => ['', ...linesOf(result)]),
    '',
    ...verdictsOf(results).map(
      ({ target, measured, met }) => `${met ? 'met   ' : 'MISSED'} ${target}; it was ${measured}`,
    ),
  ].join('\n');
}

function linesOf(result: DocumentsResult): string[] {
  return [
    `${result.graph}: ${whole(result.documents)} different documents of ${whole(result.characters)} characters, ${whole(result.repeated)} requests for one of before`,
    ...result.memory.map(
      ({ documents, residentMib }) => `  after ${whole(documents).padStart(7)}: ${residentMib.toFixed(0)} MiB`,
    ),
    `  at the end:    ${result.endMib.toFixed(0)} MiB`,
    `  processor time of the gateway: ${ms(result.newMs)} for a new document, of which ${ms(result.planMs)} to plan and to compile; ${ms(result.knownMs)} for a known one`,
    `  plan known: for ${percent(result.hitRate)} of all requests, for ${percent(result.repeatedHitRate)} of those with a document of before`,
  ];
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}
