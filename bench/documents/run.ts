import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { findFreePort } from '../../cli/stack/free-port.ts';
import { GATEWAY_HEAP_MEGABYTES } from '../../cli/stack/processes.ts';
import { heapFlags } from '../../cli/stack/spawn-program.ts';
import { cpuSecondsOf, residentMib } from '../audit/cpu-time.ts';
import { startGatewayProcess } from '../scale/gateway-process.ts';
import { distinctDocuments } from './distinct-documents.ts';
import { readGatewayCounters } from './gateway-counters.ts';
import type { Progress } from '../access/progress.ts';
import type { DistinctDocument } from './distinct-documents.ts';
import type { GatewayCounters } from './gateway-counters.ts';
import type { ServedGraph } from './served-graph.ts';

const CONNECTIONS = 4;
/** Elements of the lists that documents ask for. */
const LIST = 2;
/** Every so many new documents, one that was new so many documents before is sent again: by then, a thousand must still be known. */
const REPEAT_EVERY = 5;
const REPEAT_DISTANCE = 750;
/** How often the last thousand are sent again at the end, for what a known one takes. */
const WARM_ROUNDS = 3;
/** Between two looks at whether it plans anything by itself; it begins with that a second after its start. */
const WARM_LOOK_MS = 2_000;

export interface DocumentsOptions {
  readonly documents: number;
  /** Documents between two looks at the memory. */
  readonly every: number;
  readonly progress: Progress;
}

/** What a gateway took for many different documents. */
export interface DocumentsResult {
  readonly graph: string;
  readonly documents: number;
  readonly repeated: number;
  /** Median length of a document, in characters. */
  readonly characters: number;
  /** Resident memory, in MiB, after so many different documents; the first is before any. */
  readonly memory: readonly { readonly documents: number; readonly residentMib: number }[];
  /** After everything, with the repetitions. */
  readonly endMib: number;
  /** Processor time of the gateway for one document that it never saw, and for one that it knows, in milliseconds. */
  readonly newMs: number;
  readonly knownMs: number;
  /** Of that, planning and compiling; by the gateway's own clock. */
  readonly planMs: number;
  /** Share of all requests, and of those for a document that was sent before, for which nothing was planned. */
  readonly hitRate: number;
  readonly repeatedHitRate: number;
}

/** Starts a gateway as a process over a graph, and sends it documents of which no two are the same. */
export async function measureDocuments(
  graph: ServedGraph,
  { documents, every, progress }: DocumentsOptions,
): Promise<DocumentsResult> {
  const documentOf = distinctDocuments(graph.widest, LIST);
  const metricsPort = await findFreePort();
  const gateway = await startGatewayProcess(
    { ...graph.environment, GATEWAY_METRICS_PORT: String(metricsPort) },
    // As `lifeready start` starts it.
    heapFlags(GATEWAY_HEAP_MEGABYTES),
  );
  const pool = new Pool(gateway.url, { connections: CONNECTIONS });
  const ask = (number: number): Promise<void> => askOnce(pool, graph, documentOf(number));
  const counters = () => readGatewayCounters(`http://127.0.0.1:${String(metricsPort)}`);
  try {
    const before = { ...(await whenWarm(counters)), cpu: cpuSecondsOf(gateway.pid) };
    const memory = [{ documents: 0, residentMib: residentMib(gateway.pid) }];
    for (let from = 0; from < documents; from += every) {
      const to = Math.min(documents, from + every);
      await askEach(numbersOf(from, to), ask);
      memory.push({ documents: to, residentMib: residentMib(gateway.pid) });
      progress(`${graph.name}: ${String(to)} documents, ${(memory.at(-1)?.residentMib ?? 0).toFixed(0)} MiB`);
    }
    const after = { ...(await counters()), cpu: cpuSecondsOf(gateway.pid) };
    const last = numbersOf(Math.max(0, documents - REPEAT_DISTANCE), documents, false);
    for (let round = 0; round < WARM_ROUNDS; round += 1) await askEach(last, ask);
    const warm = { ...(await counters()), cpu: cpuSecondsOf(gateway.pid) };
    const repeated = numbersOf(0, documents).length - documents;
    const knownMs = ((warm.cpu - after.cpu) * 1_000) / (last.length * WARM_ROUNDS);
    const planned = warm.planned - before.planned;
    return {
      graph: graph.name,
      documents,
      repeated: repeated + last.length * WARM_ROUNDS,
      characters: medianCharacters(last.map((number) => documentOf(number))),
      memory,
      endMib: residentMib(gateway.pid),
      newMs: ((after.cpu - before.cpu) * 1_000 - repeated * knownMs) / documents,
      knownMs,
      planMs: ((warm.planSeconds - before.planSeconds) * 1_000) / planned,
      hitRate: 1 - planned / (warm.requests - before.requests),
      repeatedHitRate: 1 - (planned - documents) / (repeated + last.length * WARM_ROUNDS),
    };
  } finally {
    await pool.close();
    await gateway.stop();
  }
}

/** Documents that are registered are planned when it has begun to serve: until no more are. */
async function whenWarm(counters: () => Promise<GatewayCounters>): Promise<GatewayCounters> {
  for (let before = await counters(); ;) {
    await delay(WARM_LOOK_MS);
    const now = await counters();
    if (now.planned === before.planned) return now;
    before = now;
  }
}

/** The numbers of documents in the order in which they are sent: new ones, and some of those before again. */
function numbersOf(from: number, to: number, repeats = true): number[] {
  return Array.from({ length: to - from }, (_, place) => from + place).flatMap((number) =>
    repeats && number % REPEAT_EVERY === 0 && number >= REPEAT_DISTANCE ? [number, number - REPEAT_DISTANCE] : [number],
  );
}

async function askEach(numbers: readonly number[], ask: (number: number) => Promise<void>): Promise<void> {
  const rest = numbers.values();
  const work = async (): Promise<void> => {
    for (const number of rest) await ask(number);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}

async function askOnce(pool: Pool, graph: ServedGraph, document: DistinctDocument): Promise<void> {
  const { statusCode, body } = await pool.request({
    path: '/graphql',
    method: 'POST',
    headers: { 'content-type': 'application/json', ...graph.headers() },
    body: JSON.stringify(document),
  });
  const text = await body.text();
  if (statusCode !== 200 || text.includes('"errors"'))
    throw new Error(`${String(statusCode)} for ${document.query}: ${text.slice(0, 500)}`);
}

function medianCharacters(documents: readonly DistinctDocument[]): number {
  const lengths = documents.map(({ query }) => query.length).toSorted((one, other) => one - other);
  return lengths[Math.floor(lengths.length / 2)] ?? 0;
}
