import { medianOf } from './statistics.ts';

const ROUNDS = 31;

/**
 * Milliseconds of one call of `work`, as the median over rounds of many calls.
 * @param calls in each round; a clock tick is long against one call of most things
 */
export async function timeOf(work: () => unknown, calls: number): Promise<number> {
  for (let number = 0; number < calls; number += 1) await work();
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const since = performance.now();
    for (let number = 0; number < calls; number += 1) await work();
    rounds.push((performance.now() - since) / calls);
  }
  return medianOf(rounds);
}

/** How much longer one call of `work` takes than one of `less`; in turns, so that whatever else runs here falls on both. */
export async function differenceOf(
  work: () => Promise<unknown>,
  less: () => Promise<unknown>,
  calls: number,
): Promise<number> {
  const roundOf = async (run: () => Promise<unknown>): Promise<number> => {
    const since = performance.now();
    for (let number = 0; number < calls; number += 1) await run();
    return (performance.now() - since) / calls;
  };
  const differences: number[] = [];
  for (let round = -ROUNDS; round < 4 * ROUNDS; round += 1) {
    const difference = (await roundOf(work)) - (await roundOf(less));
    if (round >= 0) differences.push(difference);
  }
  return medianOf(differences);
}

/** As `timeOf`, for work that promises nothing: no turn of the event loop is counted. */
export function timeOfSync(work: () => unknown, calls: number): number {
  for (let number = 0; number < calls; number += 1) work();
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const since = performance.now();
    for (let number = 0; number < calls; number += 1) work();
    rounds.push((performance.now() - since) / calls);
  }
  return medianOf(rounds);
}
