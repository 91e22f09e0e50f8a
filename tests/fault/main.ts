import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { renderReport } from './render-report.ts';
import { runRounds } from './run-rounds.ts';

const DEFAULT_ROUNDS = 500;
const DEFAULT_FULL_EVERY = 50;
const LARGEST_SEED = 2 ** 32 - 1;

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`must be a whole number from ${String(least)} to ${String(most)}.`);
  };
}

const program = new Command('test:fault')
  .description(
    'breaks a running stack at random points of the audit protocol, round after round under load, and holds the log against the data\n' +
      'and against what clients were told. Starts everything on free ports and removes it again.',
  )
  .option('--rounds <number>', 'how often something is broken', wholeNumber(1, 1_000_000), DEFAULT_ROUNDS)
  .option('--seed <number>', 'chooses the faults; printed, and random when left out', wholeNumber(0, LARGEST_SEED))
  .option(
    '--full-every <number>',
    'rounds after which everything is looked at from the first entry on',
    wholeNumber(1, 1_000_000),
    DEFAULT_FULL_EVERY,
  )
  .option('--json', 'print the result as JSON; progress is on standard error either way')
  .addHelpText(
    'after',
    '\nExit codes:\n  0  nothing contradicts the promise of the log\n  1  something does, or the run failed\n  2  wrong arguments\n\nSIGTERM ends it after the round that is under way, with a report of what was done.\n',
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();
const options = program.opts<{ rounds: number; seed?: number; fullEvery: number; json?: boolean }>();

const stopping = new AbortController();
process.once('SIGTERM', () => {
  stopping.abort();
});
const report = await runRounds({
  seed: options.seed ?? randomInt(LARGEST_SEED),
  rounds: options.rounds,
  fullEvery: options.fullEvery,
  signal: stopping.signal,
  onProgress: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${options.json === true ? JSON.stringify(report, null, 2) : renderReport(report)}\n`);
if (report.violations.length > 0) process.exitCode = 1;
