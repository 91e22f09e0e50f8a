import { medianOf } from '../access/statistics.ts';
import { prepareAuditProcesses } from '../../subgraphs/audit/testing/audit-processes.ts';
import { cpuSecondsOf, cpuSecondsOfServer } from './cpu-time.ts';
import { quantileOf } from './quantile.ts';
import { startSwitchableVault } from './switchable-vault.ts';
import type { Progress } from '../access/progress.ts';
import type { SwitchableVault } from './switchable-vault.ts';

/** Mutations between two switches: few, so that whatever else the machine does falls on both sides. */
const BLOCK = { 1: 40, 64: 320 } as const;
const WARM_UP_BLOCKS = 2;

interface Block {
  /** Of each mutation, in milliseconds. */
  readonly latenciesMs: readonly number[];
  /** Processor time for one mutation, of everybody: client, vault, audit, PostgreSQL; in milliseconds. */
  readonly cpuMs: number;
}

export interface AuditedMutation {
  readonly plainP50Ms: number;
  readonly auditedP50Ms: number;
  /** Median of the ratios of neighbouring blocks, one mutation at a time. */
  readonly latencyRatio: number;
  readonly plainCpuMs: number;
  readonly auditedCpuMs: number;
  /** The same of processor times, 64 at a time. */
  readonly cpuRatio: number;
}

/** One mutation of the vault with and without the log, in turns. */
export async function measureMutation(options: {
  readonly rounds: number;
  readonly progress: Progress;
}): Promise<AuditedMutation> {
  const { rounds, progress } = options;
  const audit = await prepareAuditProcesses(1);
  try {
    for (const one of audit.processes) await one.start();
    const vault = await startSwitchableVault(audit);
    const cpuSeconds = (): number =>
      process.cpuUsage().user / 1e6 +
      process.cpuUsage().system / 1e6 +
      cpuSecondsOf(audit.processes[0]?.pid() ?? 0) +
      cpuSecondsOfServer(vault.databaseBackend);
    try {
      const pairsOf = async (clients: keyof typeof BLOCK): Promise<{ plain: Block; audited: Block }[]> => {
        const pairs: { plain: Block; audited: Block }[] = [];
        for (let round = 1 - WARM_UP_BLOCKS; round <= rounds; round += 1) {
          progress(`a mutation, ${clients} at a time: round ${Math.max(round, 0)} of ${rounds}`);
          const plain = await runBlock(vault, false, clients, cpuSeconds);
          const audited = await runBlock(vault, true, clients, cpuSeconds);
          if (round > 0) pairs.push({ plain, audited });
        }
        return pairs;
      };
      return resultOf(await pairsOf(1), await pairsOf(64));
    } finally {
      await vault.close();
    }
  } finally {
    await audit.close();
  }
}

async function runBlock(
  vault: SwitchableVault,
  audited: boolean,
  clients: keyof typeof BLOCK,
  cpuSeconds: () => number,
): Promise<Block> {
  await vault.setAudited(audited);
  const count = BLOCK[clients];
  const latenciesMs: number[] = [];
  let left = count;
  const before = cpuSeconds();
  const run = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const since = performance.now();
      await vault.mutate();
      latenciesMs.push(performance.now() - since);
    }
  };
  await Promise.all(Array.from({ length: clients }, run));
  return { latenciesMs, cpuMs: ((cpuSeconds() - before) * 1_000) / count };
}

type Pairs = readonly { readonly plain: Block; readonly audited: Block }[];

function resultOf(alone: Pairs, crowded: Pairs): AuditedMutation {
  const p50 = (blocks: readonly Block[]): number =>
    quantileOf(
      blocks.flatMap(({ latenciesMs }) => latenciesMs),
      0.5,
    );
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    plainP50Ms: p50(alone.map(({ plain }) => plain)),
    auditedP50Ms: p50(alone.map(({ audited }) => audited)),
    latencyRatio: medianOf(alone.map(({ plain, audited }) => p50([audited]) / p50([plain]))),
    plainCpuMs: mean(crowded.map(({ plain }) => plain.cpuMs)),
    auditedCpuMs: mean(crowded.map(({ audited }) => audited.cpuMs)),
    cpuRatio: medianOf(crowded.map(({ plain, audited }) => audited.cpuMs / plain.cpuMs)),
  };
}
