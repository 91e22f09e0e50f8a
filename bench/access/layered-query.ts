import { randomInt } from 'node:crypto';
import { startCaseGraph } from './case-graph.ts';
import { medianOf, summaryOf } from './statistics.ts';
import type { CaseGraph } from './case-graph.ts';
import type { Progress } from './progress.ts';
import type { Summary } from './statistics.ts';

/** Which layers are in force for a request. */
const SINGLE = ['gateway', 'shield', 'decisions', 'row-level security'] as const;
type Mode = 'none' | 'all' | (typeof SINGLE)[number];

export interface LayeredQuery {
  readonly none: Summary;
  readonly all: Summary;
  /** Median of the differences between neighbours, so that whatever else the machine does cancels out. */
  readonly addedMs: number;
  readonly addedShare: number;
  /** Processor time of the whole process for one request, whoever else uses the machine. */
  readonly cpuMs: Readonly<Record<'none' | 'all', number>>;
  /** One layer alone against none, in milliseconds by neighbours. */
  readonly alone: Readonly<Record<string, number>>;
}

interface Sample {
  readonly ms: number;
  readonly cpuMs: number;
}

/** A request without layers and its neighbour with some. */
interface Pair {
  readonly none: Sample;
  readonly some: Sample;
}

const PAIRS_PER_TOKEN = 100;
/** Pairs that do not count, at the start and after the graphs changed places: code is compiled, plans are made. */
const WARM_UP_SHARE = 0.25;
/** Single layers only explain where the time goes. */
const SINGLE_SHARE = 0.25;

/**
 * The same query with and without layers, request by request in turns. Two graphs, because row-level security cannot be switched
 * for a single request: one over databases with it and one without; half-way they change places.
 * @param options.requests in each mode
 */
export async function measureLayers(options: {
  readonly requests: number;
  readonly objects: number;
  readonly progress: Progress;
}): Promise<LayeredQuery> {
  const { requests, objects, progress } = options;
  const one = await startCaseGraph(objects, progress);
  const other = await startCaseGraph(objects, progress);
  try {
    const graphs = { secured: one, open: other };
    const swapped = { secured: other, open: one };
    const measure = async (mode: Mode, share: number): Promise<Pair[]> => {
      const half = Math.ceil((requests * share) / 2);
      return [...(await runPairs(graphs, mode, half, progress)), ...(await runPairs(swapped, mode, half, progress))];
    };
    const pairs = await measure('all', 1);
    const alone: Record<string, number> = {};
    for (const mode of SINGLE) alone[mode] = addedBy(await measure(mode, SINGLE_SHARE));
    return { ...resultOf(pairs), alone };
  } finally {
    await one.close();
    await other.close();
  }
}

/** The graph with row-level security, and the one without. */
interface Graphs {
  readonly secured: CaseGraph;
  readonly open: CaseGraph;
}

async function runPairs(graphs: Graphs, mode: Mode, count: number, progress: Progress): Promise<Pair[]> {
  await graphs.secured.rowSecurity(true);
  await graphs.open.rowSecurity(false);
  const pairs: Pair[] = [];
  const warmUp = Math.ceil(count * WARM_UP_SHARE);
  for (let number = -warmUp; number < count; number += 1) {
    if ((number + warmUp) % PAIRS_PER_TOKEN === 0)
      for (const graph of [graphs.secured, graphs.open]) graph.renewToken();
    if (number % 10 === 0) progress(`${mode} against none, ${Math.max(number, 0)} of ${count}`);
    const pair = await runPair(graphs, mode);
    if (number >= 0) pairs.push(pair);
  }
  return pairs;
}

/** In an order that nobody chose. */
async function runPair(graphs: Graphs, mode: Mode): Promise<Pair> {
  if (randomInt(2) === 0) return { none: await runOne(graphs, 'none'), some: await runOne(graphs, mode) };
  const some = await runOne(graphs, mode);
  return { none: await runOne(graphs, 'none'), some };
}

async function runOne({ secured, open }: Graphs, mode: Mode): Promise<Sample> {
  const graph = mode === 'all' || mode === 'row-level security' ? secured : open;
  graph.layers.gateway = mode === 'all' || mode === 'gateway';
  graph.layers.shield = mode === 'all' || mode === 'shield';
  graph.layers.decisions = mode === 'all' || mode === 'decisions';
  const before = process.cpuUsage();
  const ms = await graph.time();
  const { user, system } = process.cpuUsage(before);
  return { ms, cpuMs: (user + system) / 1_000 };
}

function addedBy(pairs: readonly Pair[]): number {
  return medianOf(pairs.map(({ none, some }) => some.ms - none.ms));
}

function resultOf(pairs: readonly Pair[]): Omit<LayeredQuery, 'alone'> {
  const none = summaryOf(pairs.map((pair) => pair.none.ms));
  return {
    none,
    all: summaryOf(pairs.map(({ some }) => some.ms)),
    addedMs: addedBy(pairs),
    addedShare: addedBy(pairs) / none.p50,
    cpuMs: {
      none: medianOf(pairs.map((pair) => pair.none.cpuMs)),
      all: medianOf(pairs.map(({ some }) => some.cpuMs)),
    },
  };
}
