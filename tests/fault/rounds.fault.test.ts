import { expect, test } from '@jest/globals';
import { renderReport } from './render-report.ts';
import { runRounds } from './run-rounds.ts';

/** Ten rounds in which every sort of fault comes up; the long form chooses by another seed each time: `npm run test:fault`. */
const SEED = 1_049;
const ROUNDS = 10;
const LIMIT_MS = 240_000;

test(
  '[R-108] [R-112] [R-163] whatever is killed, stopped or cut off at whatever point: no acknowledged change without an entry, no entry that is untrue',
  async () => {
    const report = await runRounds({ seed: SEED, rounds: ROUNDS, fullEvery: ROUNDS, onProgress: () => undefined });
    process.stderr.write(`${renderReport(report)}\n`);
    expect(report.violations).toEqual([]);
    expect(report.rounds).toBe(ROUNDS);
    expect(report.acknowledged).toBeGreaterThan(0);
  },
  LIMIT_MS,
);
