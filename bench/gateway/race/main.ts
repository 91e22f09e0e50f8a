import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { showProgress } from '../../access/progress.ts';
import { positiveNumber } from '../../positive-number.ts';
import { CONTESTANTS, INSTALL_PEERS } from './contestants.ts';
import { drawRace } from './chart.ts';
import { runRace } from './race.ts';
import { reportJson, reportMarkdown, reportText } from './report.ts';
import { verdictsOf } from './standings.ts';
import type { ContestantName } from './contestants.ts';

const DEFAULT_SECONDS = 3;
const DEFAULT_ROUNDS = 5;
const DEFAULT_CONNECTIONS = 32;

const program = new Command('bench:race')
  .description(
    `measures the gateway against others over the same subgraphs, in turns, each on a processor of its own. Those of the others that are not\n` +
      `installed are left out: ${INSTALL_PEERS}. Needs taskset and two processors. Ends with 1 when a target is missed, with 2 when it is called wrongly.`,
  )
  .option('--seconds <number>', 'length of each stretch', positiveNumber, DEFAULT_SECONDS)
  .option('--rounds <number>', 'stretches of each gateway for each query', positiveNumber, DEFAULT_ROUNDS)
  .option('--connections <number>', 'requests at a time', positiveNumber, DEFAULT_CONNECTIONS)
  .addOption(new Option('--only <name...>', 'some of them').choices(CONTESTANTS))
  .option('--json', 'print the result as JSON; progress stays on standard error')
  .option('--markdown <file>', 'write the tables to a file')
  .option('--svg <file>', 'draw the result into a file')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();
const options = program.opts<{
  seconds: number;
  rounds: number;
  connections: number;
  only?: ContestantName[];
  json?: boolean;
  markdown?: string;
  svg?: string;
}>();

const race = await runRace({ ...options, names: options.only ?? CONTESTANTS, progress: showProgress(process.stderr) });
process.stdout.write(`\n${options.json === true ? reportJson(race) : reportText(race)}\n`);
const today = new Date().toISOString().slice(0, 10);
if (options.markdown !== undefined) writeFileSync(options.markdown, `${reportMarkdown(race, today)}\n`);
if (options.svg !== undefined) writeFileSync(options.svg, drawRace(race));
if (verdictsOf(race).some(({ met }) => !met)) process.exitCode = 1;
