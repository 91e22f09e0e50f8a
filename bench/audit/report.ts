import { machine, machineInWords } from '../machine.ts';
import { TARGETS } from './targets.ts';
import type { Verdict } from '../access/targets.ts';
import type { BenchResult } from './run.ts';

/** Every target of what was measured. */
export function verdictsOf({ sequencer, http, mutation, proof, long }: BenchResult): Verdict[] {
  const atLeast = (target: string, measured: number, least: number, unit: string): Verdict => ({
    target: `${target}: at least ${number(least)}${unit}`,
    measured: `${number(measured)}${unit}`,
    met: measured >= least,
  });
  const atMost = (target: string, measured: number, most: number, unit: string): Verdict => ({
    target: `${target}: at most ${number(most)}${unit}`,
    measured: `${number(measured)}${unit}`,
    met: measured <= most,
  });
  return [
    ...(sequencer === undefined
      ? []
      : [
          atLeast('sequencer, 64 clients', sequencer.perSecond, TARGETS.sequencerPerSecond, ' /s'),
          atLeast('over one transaction for each entry', sequencer.ratio, TARGETS.sequencerRatio, ' times'),
        ]),
    ...(http === undefined
      ? []
      : [
          atLeast('HTTP, 128 clients', http.perSecond, TARGETS.httpPerSecond, ' /s'),
          atMost('HTTP, 128 clients, p99', http.p99Ms, TARGETS.httpP99Ms, ' ms'),
          atMost('HTTP, one client, p50', http.singleP50Ms, TARGETS.singleP50Ms, ' ms'),
        ]),
    ...(mutation === undefined
      ? []
      : [
          atMost(
            'audited mutation over plain, one at a time',
            mutation.latencyRatio,
            TARGETS.mutationLatencyRatio,
            ' times',
          ),
          atMost('its processor time, 64 at a time', mutation.cpuRatio, TARGETS.mutationCpuRatio, ' times'),
        ]),
    ...(proof === undefined ? [] : [atMost('verifying a proof', proof.proofMs, TARGETS.proofMs, ' ms')]),
    ...(long === undefined
      ? []
      : [
          atMost('memory at 1,000,000 over 100,000 entries', long.memoryRatio, 1 + TARGETS.memoryChange, ' times'),
          atLeast('memory at 1,000,000 over 100,000 entries', long.memoryRatio, 1 - TARGETS.memoryChange, ' times'),
          atMost('latency at 1,000,000 over 10,000 entries', long.latencyRatio, TARGETS.longLatencyRatio, ' times'),
        ]),
  ];
}

export function reportJson(result: BenchResult): string {
  return JSON.stringify({ machine: machine(), ...result, verdicts: verdictsOf(result) }, null, 2);
}

export function reportText(result: BenchResult): string {
  const { sequencer, http, mutation, proof, long } = result;
  const lines = [`${machineInWords()} at the end`, ''];
  if (sequencer !== undefined)
    lines.push(
      'sequencer without HTTP, 64 clients, fsync on',
      `  group commit                       ${number(sequencer.perSecond)} /s`,
      `  one transaction for each entry     ${number(sequencer.oneByOnePerSecond)} /s`,
      `  ratio, by neighbouring stretches   ${number(sequencer.ratio)} times`,
    );
  if (http !== undefined)
    lines.push(
      'over HTTP, signed, receipts verified, audit as a process of its own',
      `  128 clients                        ${number(http.perSecond)} /s   p50 ${number(http.p50Ms)} ms   p99 ${number(http.p99Ms)} ms`,
      `  one client                         p50 ${number(http.singleP50Ms)} ms   p99 ${number(http.singleP99Ms)} ms`,
    );
  if (mutation !== undefined)
    lines.push(
      'one mutation of the vault over signed HTTP, with the log and without',
      `  one at a time                      p50 ${number(mutation.plainP50Ms)} ms without, ${number(mutation.auditedP50Ms)} ms with: ${number(mutation.latencyRatio)} times`,
      `  64 at a time, processor time       ${number(mutation.plainCpuMs)} ms without, ${number(mutation.auditedCpuMs)} ms with: ${number(mutation.cpuRatio)} times`,
    );
  if (proof !== undefined)
    lines.push(
      `verifying, in a tree of ${proof.treeSize} entries`,
      `  a proof                            ${number(proof.proofMs)} ms`,
      `  a receipt, by the client library   ${number(proof.receiptMs)} ms`,
    );
  if (long !== undefined)
    lines.push(
      'a log that grows to 1,000,000 entries',
      `  memory of the process              ${number(long.mibFrom100k)} MiB from 100,000 on, ${number(long.mibTo1m)} MiB towards the end`,
      `  append by one client               p50 ${number(long.shortP50Ms)} ms at 10,000, ${number(long.longP50Ms)} ms at 1,000,000: ${number(long.latencyRatio)} times`,
    );
  const verdicts = verdictsOf(result).map(
    ({ target, measured, met }) => `${met ? 'met   ' : 'MISSED'} ${target}; it was ${measured}`,
  );
  return [...lines, '', ...verdicts].join('\n');
}

function number(value: number): string {
  if (value >= 1_000) return Math.round(value).toLocaleString('en-GB');
  return value >= 10 ? value.toFixed(1) : value.toPrecision(3);
}
