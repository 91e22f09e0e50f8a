import { createLog } from './log-in-process.ts';
import { createOneByOne } from './one-by-one.ts';
import { rateOf, runClients } from './clients.ts';
import { createWorkload } from './workload.ts';
import { medianOf } from '../access/statistics.ts';
import type { Progress } from '../access/progress.ts';
import type { Stretch } from './clients.ts';

const CLIENTS = 64;
const WARM_UP_SECONDS = 1.5;

export interface SequencerRate {
  /** Entries per second by group commit, and by one transaction for each entry. */
  readonly perSecond: number;
  readonly oneByOnePerSecond: number;
  /** Median of the ratios of neighbouring stretches. */
  readonly ratio: number;
}

/** The sequencer and the baseline in turns, each on a log of its own, so that whatever else the machine does falls on both. */
export async function measureSequencer(options: {
  readonly seconds: number;
  readonly rounds: number;
  readonly progress: Progress;
}): Promise<SequencerRate> {
  const { seconds, rounds, progress } = options;
  const [log, other] = [await createLog(), await createLog()];
  const sequencer = await log.start();
  const oneByOne = createOneByOne(other);
  const workload = createWorkload();
  const run = (operation: () => Promise<unknown>, time: number): Promise<Stretch> =>
    runClients({ clients: CLIENTS, seconds: time, operation });
  const grouped = (): Promise<unknown> => sequencer.append({ event: workload.fact(), service: 'case' });
  const single = (): Promise<unknown> => oneByOne.append(workload.fact());
  try {
    await run(grouped, WARM_UP_SECONDS);
    await run(single, WARM_UP_SECONDS);
    const stretches: { readonly grouped: Stretch; readonly single: Stretch }[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      progress(`sequencer, ${CLIENTS} clients: round ${round} of ${rounds}`);
      stretches.push({ grouped: await run(grouped, seconds), single: await run(single, seconds) });
    }
    return {
      perSecond: rateOf(stretches.map((pair) => pair.grouped)),
      oneByOnePerSecond: rateOf(stretches.map((pair) => pair.single)),
      ratio: medianOf(stretches.map((pair) => rateOf([pair.grouped]) / rateOf([pair.single]))),
    };
  } finally {
    await oneByOne.close();
    await log.close();
    await other.close();
  }
}
