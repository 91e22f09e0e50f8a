// `npm run bench:documents`: what the gateway keeps of very many different documents, and what a new one costs.
import { Command, Option } from 'commander';
import { showProgress } from '../access/progress.ts';
import { positiveNumber } from '../positive-number.ts';
import { serveOurGraph } from './our-graph.ts';
import { reportJson, reportText, verdictsOf } from './report.ts';
import { measureDocuments } from './run.ts';
import { serveShop } from './shop-graph.ts';
import type { DocumentsResult } from './run.ts';

const GRAPHS = { shop: serveShop, ours: serveOurGraph } as const;
type GraphName = keyof typeof GRAPHS;
const GRAPH_NAMES = Object.keys(GRAPHS) as GraphName[];
const DEFAULT_DOCUMENTS = 100_000;
const DEFAULT_EVERY = 10_000;

const program = new Command('bench:documents')
  .description(
    'sends different documents to the gateway, a process of its own, over the graph of the race and over ours: resident memory as they\n' +
      'grow in number, what a new one and a known one cost, and how many are known. Takes minutes. Ends with 1 when a target is missed, with 2\n' +
      'when it is called wrongly.',
  )
  .option('--documents <number>', 'different documents for each graph', positiveNumber, DEFAULT_DOCUMENTS)
  .option('--every <number>', 'documents between two looks at the memory', positiveNumber, DEFAULT_EVERY)
  .addOption(new Option('--only <graph...>', 'one of the graphs').choices(GRAPH_NAMES))
  .option('--json', 'print the result as JSON; progress stays on standard error')
  // Called wrongly is not the same as too large.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();
const { documents, every, only, json } = program.opts<{
  documents: number;
  every: number;
  only?: GraphName[];
  json?: boolean;
}>();

const progress = showProgress(process.stderr);
const results: DocumentsResult[] = [];
for (const name of only ?? GRAPH_NAMES) {
  progress(`${name}: starting`);
  const graph = await GRAPHS[name]();
  try {
    results.push(await measureDocuments(graph, { documents: Math.ceil(documents), every: Math.ceil(every), progress }));
  } finally {
    await graph.close();
  }
}
process.stdout.write(`\n${json === true ? reportJson(results) : reportText(results)}\n`);
if (verdictsOf(results).some(({ met }) => !met)) process.exitCode = 1;
