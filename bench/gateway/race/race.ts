import { cpuSecondsOf, residentMib } from '../../audit/cpu-time.ts';
import { quantileOf } from '../../audit/quantile.ts';
import { medianOf } from '../../access/statistics.ts';
import { havePeers } from './contestants.ts';
import { askOnce, runLoad } from './load.ts';
import { RACE_QUERIES } from './queries.ts';
import { prepareTrack } from './start.ts';
import type { Progress } from '../../access/progress.ts';
import type { ContestantName } from './contestants.ts';
import type { RaceQuery } from './queries.ts';
import type { Runner } from './start.ts';

const WARM_UP_SECONDS = 2;
/** Share of what a gateway can do at most, for its latency when it is busy and not flooded. */
const BUSY = 0.7;

/** One gateway and one query; medians of the rounds. */
export interface RaceResult {
  readonly name: ContestantName;
  readonly query: RaceQuery['name'];
  readonly perSecond: number;
  /** Over the rate of the stock gateway in the same rounds; median of the rounds. */
  readonly overStock: number;
  /** Processor time of the gateway for one request, in milliseconds. */
  readonly cpuMs: number;
  /** With one connection, in milliseconds. */
  readonly aloneP50Ms: number;
  /** At 70 % of its own rate, in milliseconds. */
  readonly busyP50Ms: number;
  readonly busyP99Ms: number;
}

export interface Race {
  readonly results: readonly RaceResult[];
  readonly readyMs: Readonly<Partial<Record<ContestantName, number>>>;
  readonly residentMib: Readonly<Partial<Record<ContestantName, number>>>;
  /** Who did not run, with the reason. */
  readonly absent: Readonly<Partial<Record<ContestantName, string>>>;
}

export interface RaceOptions {
  readonly names: readonly ContestantName[];
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
  readonly progress: Progress;
}

const NEEDS_PEERS: ReadonlySet<ContestantName> = new Set(['hive', 'mercurius', 'grafbase']);

/** All gateways over the same subgraphs, in turns, so that whatever else the machine does falls on all of them. */
export async function runRace(options: RaceOptions): Promise<Race> {
  const track = await prepareTrack();
  const runners: Runner[] = [];
  const absent: Partial<Record<ContestantName, string>> = {};
  try {
    for (const name of options.names) {
      options.progress(`starting ${name}`);
      if (NEEDS_PEERS.has(name) && !havePeers()) absent[name] = 'its packages are not installed';
      else runners.push(await track.start(name));
    }
    const results: RaceResult[] = [];
    for (const query of RACE_QUERIES) results.push(...(await measure(query, runners, options)));
    return {
      results,
      readyMs: Object.fromEntries(runners.map(({ name, readyMs }) => [name, readyMs])),
      residentMib: Object.fromEntries(runners.map(({ name, pid }) => [name, residentMib(pid)])),
      absent,
    };
  } finally {
    for (const runner of runners) await runner.stop();
    track.close();
  }
}

interface Lap {
  readonly perSecond: number;
  readonly cpuMs: number;
}

async function measure(
  query: RaceQuery,
  runners: readonly Runner[],
  { seconds, rounds, connections, progress }: RaceOptions,
): Promise<RaceResult[]> {
  const body = bodyOf(query);
  await requireSameAnswers(body, runners);
  const laps = new Map<string, Lap[]>(runners.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, port, pid } of runners) {
      progress(`${query.name}: ${name}, round ${String(round)} of ${String(rounds)}`);
      const before = cpuSecondsOf(pid);
      const lap = await runLoad({ port, body, connections, seconds: round === 0 ? WARM_UP_SECONDS : seconds });
      const cpuMs = ((cpuSecondsOf(pid) - before) * 1_000) / lap.latenciesMs.length;
      if (round > 0) laps.get(name)?.push({ perSecond: lap.perSecond, cpuMs });
    }
  }
  const stock = laps.get('stock') ?? [];
  const found: RaceResult[] = [];
  for (const { name, port } of runners) {
    const own = laps.get(name) ?? [];
    const perSecond = medianOf(own.map((lap) => lap.perSecond));
    progress(`${query.name}: latency of ${name}`);
    const alone = await runLoad({ port, body, connections: 1, seconds });
    const busy = await runLoad({ port, body, connections, seconds, perSecond: BUSY * perSecond });
    found.push({
      name,
      query: query.name,
      perSecond,
      overStock: medianOf(own.map((lap, round) => lap.perSecond / (stock[round]?.perSecond ?? Number.NaN))),
      cpuMs: medianOf(own.map((lap) => lap.cpuMs)),
      aloneP50Ms: quantileOf(alone.latenciesMs, 0.5),
      busyP50Ms: quantileOf(busy.latenciesMs, 0.5),
      busyP99Ms: quantileOf(busy.latenciesMs, 0.99),
    });
  }
  return found;
}

export function bodyOf({ name, query, variables }: RaceQuery): string {
  return JSON.stringify({ operationName: name.charAt(0).toUpperCase() + name.slice(1), query, variables });
}

/** Whoever answers something else is not in the same race. The floor does not look at what it passes on. */
async function requireSameAnswers(body: string, runners: readonly Runner[]): Promise<void> {
  const answers = new Map<string, string>();
  for (const { name, port } of runners) if (name !== 'floor') answers.set(name, normal(await askOnce(port, body)));
  const [first] = answers;
  for (const [name, answer] of answers)
    if (answer !== first?.[1])
      throw new Error(`${name} does not answer as ${String(first?.[0])}: ${answer.slice(0, 300)}`);
}

/** The data alone, in the order of the query. */
function normal(answer: string): string {
  const { data, errors } = JSON.parse(answer) as { readonly data: unknown; readonly errors?: unknown };
  return JSON.stringify({ data, errors });
}
