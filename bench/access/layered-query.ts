import { z } from 'zod';
import { somebody } from '../../tests/support/e2e/people.ts';
import { attach, emergencyPack, textDocument } from '../../tests/support/e2e/world.ts';
import { startGraph } from '../../tests/support/graph/in-process-graph.ts';
import { createAsker } from './ask.ts';
import { medianOf, summaryOf } from './statistics.ts';
import type { InProcessGraph } from '../../tests/support/graph/in-process-graph.ts';
import type { MintedCaller } from '../../tests/support/graph/token-mint.ts';
import type { Question } from './ask.ts';
import type { Progress } from './progress.ts';
import type { Summary } from './statistics.ts';

const SERVICES = ['identity', 'vault', 'case', 'audit', 'incident'] as const;
/** Requests after each switch of the layers that do not count: plans and caches come back to what they are in the long run. */
const WARM_UP_PER_BLOCK = 8;

/** Cases of case, their principal of identity, their documents of the vault, their trails of audit. */
export const overviewOf = (cases: number): Question => ({
  query: `{ cases(first: ${cases}) { nodes {
    id type status createdAt principal { id displayName }
    evidence { name document { id title tier currentVersion { sha256 } } }
    auditTrail(first: 3) { nodes { action outcome actor { displayName } } }
  } } }`,
});

/** Which layers are in force during a block. */
export const MODES = ['none', 'all', 'gateway', 'shield', 'decisions', 'row-level security'] as const;
export type Mode = (typeof MODES)[number];

export interface LayeredQuery {
  readonly none: Summary;
  readonly all: Summary;
  /** Of the medians; in milliseconds. */
  readonly addedMs: number;
  readonly addedShare: number;
  /** Median over neighbouring blocks of the difference of their medians: what drifts during the run cancels out. */
  readonly addedMsByBlocks: number;
  /** Processor time of the whole process for one request; it does not depend on who else uses the machine. */
  readonly addedCpuMs: number;
  readonly cpuMs: number;
  /** One layer alone against none, in milliseconds by blocks. */
  readonly alone: Readonly<Record<string, number>>;
}

interface Block {
  readonly samples: readonly number[];
  readonly cpuMs: number;
}

/** The same query with and without the layers, in blocks that alternate. @param options.requests in each mode */
export async function measureLayers(options: {
  readonly requests: number;
  readonly objects: number;
  readonly blockSize: number;
  readonly progress: Progress;
}): Promise<LayeredQuery> {
  const { requests, objects, blockSize, progress } = options;
  progress('starting the graph');
  const graph = await startGraph();
  const asker = createAsker(graph.url);
  try {
    const caller = await prepare(graph, objects, progress);
    const overview = overviewOf(objects);
    expectWholeAnswer(await asker.answer(overview, graph.mint.accessToken(caller)), objects);
    const blocks = new Map<Mode, Block[]>(MODES.map((mode) => [mode, []]));
    const rounds = Math.max(2, Math.ceil(requests / blockSize));
    for (let round = 0; round < rounds; round += 1) {
      progress(`layers on and off, round ${round + 1} of ${rounds}`);
      for (const mode of orderOf(round)) {
        await put(graph, mode);
        const token = graph.mint.accessToken(caller);
        blocks.get(mode)?.push(await runBlock(() => asker.time(overview, token), blockSize));
      }
    }
    return resultOf(blocks);
  } finally {
    await asker.close();
    await graph.close();
  }
}

/** None and all side by side, in turning order; the single layers in every other round, because they only explain. */
function orderOf(round: number): readonly Mode[] {
  const [none, all, ...single] = MODES;
  const pair = round % 2 === 0 ? [none, all] : [all, none];
  return round % 2 === 0 ? [...pair, ...single] : pair;
}

async function put({ layers, databases }: InProcessGraph, mode: Mode): Promise<void> {
  layers.gateway = mode === 'all' || mode === 'gateway';
  layers.shield = mode === 'all' || mode === 'shield';
  layers.decisions = mode === 'all' || mode === 'decisions';
  await databases.rowSecurity(mode === 'all' || mode === 'row-level security');
}

async function runBlock(ask: () => Promise<number>, size: number): Promise<Block> {
  for (let number = 0; number < WARM_UP_PER_BLOCK; number += 1) await ask();
  const samples: number[] = [];
  const before = process.cpuUsage();
  for (let number = 0; number < size; number += 1) samples.push(await ask());
  const { user, system } = process.cpuUsage(before);
  return { samples, cpuMs: (user + system) / 1_000 / size };
}

function resultOf(blocks: ReadonlyMap<Mode, readonly Block[]>): LayeredQuery {
  const of = (mode: Mode): readonly Block[] => blocks.get(mode) ?? [];
  const samplesOf = (mode: Mode): number[] => of(mode).flatMap(({ samples }) => [...samples]);
  const none = summaryOf(samplesOf('none'));
  const all = summaryOf(samplesOf('all'));
  const addedMs = all.p50 - none.p50;
  const cpuMs = medianOf(of('none').map((block) => block.cpuMs));
  const [, , ...single] = MODES;
  return {
    none,
    all,
    addedMs,
    addedShare: addedMs / none.p50,
    addedMsByBlocks: betweenBlocks(of('none'), of('all'), 1),
    addedCpuMs: medianOf(of('all').map((block) => block.cpuMs)) - cpuMs,
    cpuMs,
    alone: Object.fromEntries(single.map((mode) => [mode, betweenBlocks(of('none'), of(mode), 2)])),
  };
}

/** @param step how many rounds there are for each block of `others` */
function betweenBlocks(none: readonly Block[], others: readonly Block[], step: number): number {
  return medianOf(others.map(({ samples }, at) => medianOf(samples) - medianOf(none[at * step]?.samples ?? [])));
}

const claimsSchema = z.looseObject({
  sub: z.string(),
  tid: z.string(),
  sid: z.string(),
  client_id: z.string(),
  auth_time: z.number(),
});

/** Cases with what hangs on them. @returns their principal, in a session that identity knows */
async function prepare(graph: InProcessGraph, objects: number, progress: Progress): Promise<MintedCaller> {
  const { person } = await somebody(graph.url);
  for (let number = 1; number <= objects; number += 1) {
    progress(`making case ${number} of ${objects}`);
    const caseId = await emergencyPack(person, 'draft');
    await attach(person, caseId, 'directive_1', await textDocument(person));
  }
  // What autovacuum would have done.
  for (const service of SERVICES) await graph.databases.rows(service, 'ANALYZE');
  const payload = Buffer.from(person.accessToken().split('.')[1] ?? '', 'base64url').toString();
  const { sub, tid, sid, client_id, auth_time } = claimsSchema.parse(JSON.parse(payload));
  return {
    ...{ kind: 'human', role: 'principal', acr: 'aal2', scopes: [], tiers: [], grants: [] },
    ...{ principalId: sub, tenantId: tid, sessionId: sid, clientId: client_id, authTime: auth_time },
  };
}

const overviewSchema = z.object({
  cases: z.object({
    nodes: z
      .array(
        z.object({
          principal: z.object({ displayName: z.string() }),
          evidence: z
            .array(z.object({ document: z.object({ currentVersion: z.object({ sha256: z.string() }) }) }))
            .min(1),
          auditTrail: z.object({ nodes: z.array(z.object({ actor: z.object({ displayName: z.string() }) })).min(1) }),
        }),
      )
      .min(1),
  }),
});

/** A fast answer with less in it would be no answer. */
function expectWholeAnswer({ data }: { readonly data?: unknown }, objects: number): void {
  const { cases } = overviewSchema.parse(data);
  if (cases.nodes.length !== objects) throw new Error(`${cases.nodes.length} cases instead of ${objects}`);
}
