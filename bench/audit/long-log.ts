import { medianOf } from '../access/statistics.ts';
import { prepareAuditProcesses } from '../../subgraphs/audit/testing/audit-processes.ts';
import { residentMib } from './cpu-time.ts';
import { quantileOf } from './quantile.ts';
import { createWorkload } from './workload.ts';
import type { AuditClient } from '#platform/audit';
import type { Progress } from '../access/progress.ts';
import type { AuditProcess, AuditProcesses } from '../../subgraphs/audit/testing/audit-processes.ts';

const SHORT = 10_000;
const MEMORY_FROM = 100_000;
const LONG = 1_000_000;
const FILLING_CLIENTS = 256;
/** Entries between two readings of the memory. */
const READ_EVERY = 10_000;
const LATENCY_BLOCKS = 40;
const BLOCK = 50;

export interface LongLog {
  /** Resident memory of the audit process while the log grew, in MiB: medians of what was read. */
  readonly mibFrom100k: number;
  readonly mibTo1m: number;
  /** The last of these over the first. */
  readonly memoryRatio: number;
  /** Of one client, in logs of 10,000 and of 1,000,000 entries, block by block in turns. */
  readonly shortP50Ms: number;
  readonly longP50Ms: number;
  readonly latencyRatio: number;
}

/** One log that grows to a million entries, and a short one beside it at the end. */
export async function measureLongLog(options: { readonly progress: Progress }): Promise<LongLog> {
  const { progress } = options;
  const logs: AuditProcesses[] = [];
  const start = async (entries: number, onRead: (size: number, mib: number) => void): Promise<AuditClient> => {
    const audit = await prepareAuditProcesses(1);
    logs.push(audit);
    const [one] = audit.processes;
    if (one === undefined) throw new Error('there is one process');
    await one.start();
    const { client } = audit.connect();
    await fill(client, one, entries, onRead);
    return client;
  };
  try {
    const memory: { readonly size: number; readonly mib: number }[] = [];
    const long = await start(LONG, (size, mib) => {
      progress(`a log of ${size} entries, ${mib.toFixed(0)} MiB`);
      memory.push({ size, mib });
    });
    const short = await start(SHORT, () => undefined);
    const latencies = await comparedLatencies(short, long, progress);
    const at = (from: number, to: number): number =>
      medianOf(memory.filter(({ size }) => size >= from && size <= to).map(({ mib }) => mib));
    const mibFrom100k = at(MEMORY_FROM, 2 * MEMORY_FROM);
    const mibTo1m = at(LONG - MEMORY_FROM, LONG);
    return { mibFrom100k, mibTo1m, memoryRatio: mibTo1m / mibFrom100k, ...latencies };
  } finally {
    for (const log of logs) await log.close();
  }
}

async function fill(
  client: AuditClient,
  audit: AuditProcess,
  entries: number,
  onRead: (size: number, mib: number) => void,
): Promise<void> {
  const workload = createWorkload();
  let begun = 0;
  let size = 0;
  const work = async (): Promise<void> => {
    while (begun < entries) {
      begun += 1;
      await client.fact(workload.fact());
      size += 1;
      if (size % READ_EVERY === 0) onRead(size, residentMib(audit.pid() ?? 0));
    }
  };
  await Promise.all(Array.from({ length: FILLING_CLIENTS }, work));
}

async function comparedLatencies(
  short: AuditClient,
  long: AuditClient,
  progress: Progress,
): Promise<Pick<LongLog, 'shortP50Ms' | 'longP50Ms' | 'latencyRatio'>> {
  const workloads = { short: createWorkload(), long: createWorkload() };
  const block = async (client: AuditClient, which: keyof typeof workloads): Promise<number[]> => {
    const times: number[] = [];
    for (let count = 0; count < BLOCK; count += 1) {
      const event = workloads[which].fact();
      const since = performance.now();
      await client.fact(event);
      times.push(performance.now() - since);
    }
    return times;
  };
  const pairs: { readonly short: readonly number[]; readonly long: readonly number[] }[] = [];
  for (let round = 1; round <= LATENCY_BLOCKS; round += 1) {
    progress(`a short log and a long one: round ${round} of ${LATENCY_BLOCKS}`);
    pairs.push({ short: await block(short, 'short'), long: await block(long, 'long') });
  }
  return {
    shortP50Ms: quantileOf(
      pairs.flatMap((pair) => pair.short),
      0.5,
    ),
    longP50Ms: quantileOf(
      pairs.flatMap((pair) => pair.long),
      0.5,
    ),
    latencyRatio: medianOf(pairs.map((pair) => quantileOf(pair.long, 0.5) / quantileOf(pair.short, 0.5))),
  };
}
