import { Command } from 'commander';
import { showProgress } from '../access/progress.ts';
import { positiveNumber } from '../positive-number.ts';
import { disableVendorTelemetry } from '../../gateway/config.ts';
import { SERVE, serveCannedSubgraphs } from './canned-servers.ts';
import { reportJson, reportText } from './report.ts';
import { measureGateway } from './run.ts';

const DEFAULT_SECONDS = 2;
const DEFAULT_ROUNDS = 5;
const DEFAULT_CONNECTIONS = 32;

interface Options {
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
  readonly json?: boolean;
}

async function measure({ json, ...options }: Options): Promise<void> {
  disableVendorTelemetry();
  const found = await measureGateway({ ...options, progress: showProgress(process.stderr) });
  process.stdout.write(`\n${json === true ? reportJson(found) : reportText(found)}\n`);
}

const program = new Command('bench:gateway')
  .description(
    'measures the two executors of the gateway in turns, over the same registered queries and canned subgraphs: by themselves, and behind\n' +
      'the routes with signed calls over HTTP to a process of its own. Ends with 1 when it fails, with 2 when it is called wrongly.',
  )
  .option('--seconds <number>', 'length of each stretch', positiveNumber, DEFAULT_SECONDS)
  .option('--rounds <number>', 'stretches of each executor for each query', positiveNumber, DEFAULT_ROUNDS)
  .option('--connections <number>', 'requests at a time', positiveNumber, DEFAULT_CONNECTIONS)
  .option('--json', 'print the result as JSON; progress stays on standard error')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(measure);
program.command(SERVE, { hidden: true }).action(serveCannedSubgraphs);

await program.parseAsync();
