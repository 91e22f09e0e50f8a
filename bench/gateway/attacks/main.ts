import { Command } from 'commander';
import { showProgress } from '../../access/progress.ts';
import { positiveNumber } from '../../positive-number.ts';
import { disableVendorTelemetry } from '../../../gateway/config.ts';
import { missesOf, reportJson, reportText } from './report.ts';
import { measureAttacks } from './run.ts';
import { SERVE, serveAttackedGateway } from './serve.ts';
import type { AttackOptions } from './run.ts';

const DEFAULTS = { seconds: 2, rounds: 2, connections: 8, requests: 8, people: 24 } as const;

interface Options extends Omit<AttackOptions, 'progress'> {
  readonly json?: boolean;
}

async function measure({ json, ...options }: Options): Promise<void> {
  disableVendorTelemetry();
  const found = await measureAttacks({ ...options, progress: showProgress(process.stderr) });
  process.stdout.write(`\n${json === true ? reportJson(found) : reportText(found)}\n`);
  if (found.some((kind) => missesOf(kind).length > 0)) process.exitCode = 1;
}

const program = new Command('bench:attacks')
  .description(
    'attacks a gateway in a process of its own with every kind of request that it refuses, and measures what a refusal costs it, how\n' +
      'fast /healthz is and what people keep of their throughput meanwhile. Ends with 1 when a target is missed, with 2 when it is\n' +
      'called wrongly. Needs the addresses 127.0.0.0/8, as Linux has them.',
  )
  .option('--seconds <number>', 'length of each stretch', positiveNumber, DEFAULTS.seconds)
  .option('--rounds <number>', 'stretches with and without the attack', positiveNumber, DEFAULTS.rounds)
  .option('--connections <number>', 'connections of the attacker', positiveNumber, DEFAULTS.connections)
  .option(
    '--requests <number>',
    'refusals of each attack in one batch; the median of five batches counts',
    positiveNumber,
    DEFAULTS.requests,
  )
  .option(
    '--people <number>',
    'people who work meanwhile, each from an address of their own',
    positiveNumber,
    DEFAULTS.people,
  )
  .option('--kinds <text>', 'only kinds of attacks whose name has this in it', '')
  .option('--json', 'print the result as JSON; progress stays on standard error')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(measure);
program.command(SERVE, { hidden: true }).action(serveAttackedGateway);

await program.parseAsync();
