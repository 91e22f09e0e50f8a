import { openWatch } from './checks/watch.ts';
import { publishedLog } from './checks/published-log.ts';
import { chooseFault } from './faults/choose-fault.ts';
import { describeFault } from './faults/describe-fault.ts';
import { strike } from './faults/arm.ts';
import { preparePeople } from './load/clients.ts';
import { startLoad } from './load/load.ts';
import { createRandom } from './random.ts';
import { startFaultStack } from './stack/fault-stack.ts';
import { whatIsNotReady, whoWrites } from './stack/readiness.ts';
import { createTally } from './tally.ts';
import type { PublishedLog } from './checks/published-log.ts';
import type { Watch } from './checks/watch.ts';
import type { People } from './load/clients.ts';
import type { Random } from './random.ts';
import type { FaultStack } from './stack/fault-stack.ts';
import type { RunReport, Tally } from './tally.ts';

export interface RunOptions {
  /** Whole number from 0 to 2^32 - 1. */
  readonly seed: number;
  readonly rounds: number;
  /** Rounds after which everything is looked at from the first entry on, `fsck` included; also at the end. */
  readonly fullEvery: number;
  readonly onProgress: (line: string) => void;
  /** Ends the run after the round that is under way. */
  readonly signal?: AbortSignal;
}

interface World {
  readonly faults: FaultStack;
  readonly people: People;
  readonly watch: Watch;
  readonly published: PublishedLog;
  readonly tally: Tally;
}

/** Starts a stack, breaks it round after round under load, and says what that did to the log and to the data. */
export async function runRounds({ seed, rounds, fullEvery, onProgress, signal }: RunOptions): Promise<RunReport> {
  const started = performance.now();
  const random = createRandom(seed);
  const faults = await startFaultStack();
  try {
    const people = await preparePeople(faults);
    const watch = await openWatch(faults);
    try {
      const tally = createTally();
      const world = { faults, people, watch, tally, published: publishedLog(faults, people.auditor) };
      onProgress(`seed ${String(seed)}: everything runs after ${seconds(started)} s`);
      for (let round = 1; round <= rounds; round += 1) {
        await people.stayFresh();
        const since = performance.now();
        const said = await runRound(world, random.fork(), round);
        const isLast = round === rounds || signal?.aborted === true;
        const isFull = isLast || round % fullEvery === 0;
        if (isFull) await lookAtEverything(world, round);
        onProgress(
          `round ${String(round)}/${String(rounds)}: ${said}; ${seconds(since)} s, violations ${String(tally.violations())}`,
        );
        // What is broken stays broken, and would only be said again.
        if (isLast || tally.violations() > 0) break;
      }
      return tally.report({ seed, entries: watch.entries(), seconds: (performance.now() - started) / 1_000 });
    } finally {
      await watch.close();
    }
  } finally {
    await faults.dispose();
  }
}

async function runRound(world: World, random: Random, round: number): Promise<string> {
  const { faults, people, watch, tally } = world;
  const fault = chooseFault(random, (await whoWrites(faults.logs)) ?? 'audit');
  const described = describeFault(fault);
  const load = startLoad(faults.stack.url, people.clients);
  const inflicted = await strike(faults, fault, load);
  await inflicted?.heal();
  const notReady = await whatIsNotReady(faults);
  const result = await load.finish();
  const problems = await watch.afterRound(result);
  tally.round({ ...described, reached: inflicted !== undefined, result });
  // Nothing that the load asks for is refused while all is well; a load that is refused shows nothing.
  const unexpected = [
    ...result.stuck.map((what) => `never answered: ${what}`),
    ...new Set(result.refused.map((what) => `refused: ${what}`)),
  ];
  tally.violation(round, described, [...notReady, ...unexpected, ...problems]);
  const { acknowledged, repeated, unknown } = result;
  return `${described.point}, ${inflicted === undefined ? 'not reached' : described.fault}: ${String(acknowledged.length)} acknowledged, ${String(repeated)} repeated, ${String(unknown.length)} unknown`;
}

async function lookAtEverything({ watch, published, tally }: World, round: number): Promise<void> {
  const where = { point: 'everything', fault: 'looked at from the first entry' };
  tally.violation(round, where, await watch.everything());
  tally.violation(round, where, await published.problems(await watch.checkpoint()));
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1_000).toFixed(1);
}
