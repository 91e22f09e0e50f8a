// `npm run bench:scale`: how fast the gateway starts, what a very large supergraph takes, what a second worker brings.
import { cpus, loadavg } from 'node:os';
import { showProgress } from '../access/progress.ts';
import { SUBGRAPH_COUNT, measureLargeGraph } from './large-graph.ts';
import { measureStart } from './our-graph.ts';
import { measureWorkers } from './workers.ts';

const START_ROUNDS = 3;
const WORKER_ROUNDS = 3;
const SECONDS = 3;

const progress = showProgress(process.stderr);
const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const ms = (value: number): string => `${value.toFixed(0)} ms`;

write(
  `${String(cpus().length)} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.versions.node}, load ${(loadavg()[0] ?? 0).toFixed(2)}`,
);
progress('starting the gateway over our graph');
const start = await measureStart(START_ROUNDS);
write(
  `our graph: start to first answer ${ms(start.readyMs)} (target below 2000 ms), ${ms(start.processorMs)} of it on a processor; then ${start.residentMegabytes.toFixed(0)} MB`,
);

progress(`serving ${String(SUBGRAPH_COUNT)} subgraphs`);
const large = await measureLargeGraph();
write(
  `${String(SUBGRAPH_COUNT)} subgraphs: start to first answer ${ms(large.readyMs)}; a query over ${String(large.calls)} of them ` +
    `${ms(large.firstMs)} with its plan, ${ms(large.secondMs)} after that`,
);

progress('one worker against two');
const { rates, othersShare } = await measureWorkers(WORKER_ROUNDS, SECONDS);
const [one = 0, two = 0] = [rates.get(1), rates.get(2)];
write(
  `workers: ${one.toFixed(0)} requests a second with one, ${two.toFixed(0)} with two: ${(two / one).toFixed(2)} times; ` +
    `whoever sends and the subgraph took ${(othersShare * 100).toFixed(0)} % of one of ${String(cpus().length)} processors`,
);
