// `npm run bench:scale`: how fast the gateway starts, what a very large supergraph takes, what a second worker brings.
import { Command } from 'commander';
import { showProgress } from '../access/progress.ts';
import { machine, machineInWords } from '../machine.ts';
import { positiveNumber } from '../positive-number.ts';
import { SUBGRAPH_COUNT, measureLargeGraph } from './large-graph.ts';
import { measureStart } from './our-graph.ts';
import { measureWorkers } from './workers.ts';

const DEFAULT_ROUNDS = 3;
const DEFAULT_SECONDS = 3;

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}

async function measure({ rounds, seconds }: { readonly rounds: number; readonly seconds: number }): Promise<void> {
  const progress = showProgress(process.stderr);
  write(machineInWords());

  progress('starting the gateway over our graph');
  const start = await measureStart(rounds);
  write(
    `our graph: start to first answer ${ms(start.readyMs)} (target below 2000 ms), ${ms(start.processorMs)} of it on a processor; ` +
      `then ${start.residentMegabytes.toFixed(0)} MB`,
  );

  progress(`serving ${String(SUBGRAPH_COUNT)} subgraphs`);
  const large = await measureLargeGraph();
  write(
    `${String(SUBGRAPH_COUNT)} subgraphs: start to first answer ${ms(large.readyMs)}; a query over fifty of them ` +
      `${ms(large.firstMs)} with its plan, ${ms(large.secondMs)} after that`,
  );

  progress('one worker against two');
  const { rates, othersShare } = await measureWorkers(rounds, seconds);
  const [one = 0, two = 0] = [rates.get(1), rates.get(2)];
  write(
    `workers: ${one.toFixed(0)} requests a second with one, ${two.toFixed(0)} with two: ${(two / one).toFixed(2)} times; ` +
      `whoever sends and the subgraph took ${(othersShare * 100).toFixed(0)} % of one of ${String(machine().processors)} processors`,
  );
}

await new Command('bench:scale')
  .description('measures how fast the gateway starts, a supergraph of 200 subgraphs, and one worker against two.')
  .option('--rounds <number>', 'starts, and stretches of each number of workers', positiveNumber, DEFAULT_ROUNDS)
  .option('--seconds <number>', 'length of each stretch', positiveNumber, DEFAULT_SECONDS)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(measure)
  .parseAsync();
