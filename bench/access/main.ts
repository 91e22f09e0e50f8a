import { Command, InvalidArgumentError } from 'commander';
import { setUp, tearDown } from '../../tests/support/jest-postgres-setup.ts';
import { showProgress } from './progress.ts';
import { reportJson, reportText, verdictsOf } from './report.ts';
import { measureAccess } from './run.ts';

const DEFAULT_REQUESTS = 500;

function atLeastTwo(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 2) return value;
  throw new InvalidArgumentError('must be a whole number of at least 2.');
}

const program = new Command('bench:access')
  .description(
    'measures what access control costs: the layers on and off in the same run, its parts, and answers about foreign ids.\n' +
      'Starts PostgreSQL and all services on free ports and removes them again. Ends with 1 when a target is missed, with 2 when it is called wrongly.',
  )
  .option('--requests <number>', 'requests in each mode', atLeastTwo, DEFAULT_REQUESTS)
  .option('--json', 'print the result as JSON; progress stays on standard error')
  // Called wrongly is not the same as too slow.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();
const { requests, json } = program.opts<{ requests: number; json?: boolean }>();

await setUp();
try {
  const result = await measureAccess({ requests, progress: showProgress(process.stderr) });
  process.stdout.write(`\n${json === true ? reportJson(result) : reportText(result)}\n`);
  if (verdictsOf(result).some(({ met }) => !met)) process.exitCode = 1;
} finally {
  await tearDown();
}
