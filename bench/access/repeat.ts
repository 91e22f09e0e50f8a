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
