import { Command, Option } from 'commander';
import { setUp, tearDown } from '../../tests/support/jest-postgres-setup.ts';
import { showProgress } from '../access/progress.ts';
import { positiveNumber } from '../positive-number.ts';
import { reportJson, reportText, verdictsOf } from './report.ts';
import { PARTS, measureAudit } from './run.ts';
import type { Part } from './run.ts';

const DEFAULT_SECONDS = 4;
const DEFAULT_ROUNDS = 5;

const program = new Command('bench:audit')
  .description(
    'measures the audit log: the sequencer against one transaction for each entry, the path over HTTP, a mutation with and without\n' +
      'the log, proofs; each against what it is compared with in turns. Starts PostgreSQL, with fsync, and the audit service on free\n' +
      'ports and removes them again. Ends with 1 when a target is missed, with 2 when it is called wrongly.',
  )
  .option('--seconds <number>', 'length of each stretch of appends', positiveNumber, DEFAULT_SECONDS)
  .option('--rounds <number>', 'stretches of each kind, and blocks of mutations', positiveNumber, DEFAULT_ROUNDS)
  .addOption(new Option('--only <part...>', 'measure some parts').choices(PARTS))
  .option('--long', 'also write a log of 1,000,000 entries: memory and latency as it grows; takes minutes')
  .option('--json', 'print the result as JSON; progress stays on standard error')
  // Called wrongly is not the same as too slow.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();
const { seconds, rounds, only, long, json } = program.opts<{
  seconds: number;
  rounds: number;
  only?: Part[];
  long?: boolean;
  json?: boolean;
}>();

await setUp('full');
try {
  const result = await measureAudit({
    parts: only ?? (long === true ? [] : PARTS),
    seconds,
    rounds: Math.ceil(rounds),
    long: long === true,
    progress: showProgress(process.stderr),
  });
  process.stdout.write(`\n${json === true ? reportJson(result) : reportText(result)}\n`);
  if (verdictsOf(result).some(({ met }) => !met)) process.exitCode = 1;
} finally {
  await tearDown();
}
