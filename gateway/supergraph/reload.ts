import { readSupergraphFile } from './read-supergraph-file.ts';
import { rehearseAll } from './rehearse-all.ts';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { Generation } from './generation.ts';
import type { Generations } from './generations.ts';
import type { DocumentToRehearse } from './rehearse.ts';

export type ReloadOutcome = 'replaced' | 'unchanged' | 'refused';

export interface ReloadDeps {
  /** Path of the supergraph. */
  readonly file: string;
  readonly generations: Generations;
  readonly start: (sdl: string) => Promise<Generation>;
  /** What clients registered. */
  readonly documents: () => readonly DocumentToRehearse[];
  /** Documents that the first generation cannot run, by their text. */
  readonly broken: Promise<ReadonlyMap<string, string>>;
  /** Aborted when the gateway ends. */
  readonly closing: AbortSignal;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

export interface Reload {
  /** Never rejects; each waits for the one before. */
  readonly reload: () => Promise<ReloadOutcome>;
  /** Resolves when nothing is under way. */
  readonly settled: () => Promise<unknown>;
}

/**
 * Reads the supergraph again and serves it from then on, if it can be served: it is one, every coordinate has a policy, every
 * subgraph an address, and every registered document that runs today still has a plan. Otherwise everything stays as it is.
 */
export function createReload(deps: ReloadDeps): Reload {
  const count = deps.metrics.counter(
    'lifeready_gateway_supergraph_reloads_total',
    'Times that the supergraph was read again, by what became of it.',
    ['outcome'],
  );
  const state = { broken: deps.broken, refused: false };
  deps.metrics.gauge(
    'lifeready_gateway_supergraph_refused',
    'Whether the supergraph that should be served was refused, so that the one before still is (1), or not (0).',
    () => (state.refused ? 1 : 0),
  );
  let last: Promise<unknown> = Promise.resolve();
  const reload = async (): Promise<ReloadOutcome> => {
    const outcome = await reloadOnce(deps, state);
    state.refused = outcome === 'refused';
    if (outcome !== 'unchanged') count.add({ outcome });
    return outcome;
  };
  return {
    reload: () => {
      const next = last.then(reload);
      last = next;
      return next;
    },
    settled: () => last,
  };
}

async function reloadOnce(deps: ReloadDeps, state: { broken: ReloadDeps['broken'] }): Promise<ReloadOutcome> {
  const { generations, logger } = deps;
  try {
    const sdl = await readSupergraphFile(deps.file);
    if (sdl === generations.current().supergraph.sdl) return 'unchanged';
    const next = await deps.start(sdl);
    const broken = rehearseAll(next, deps.documents(), deps.closing);
    const before = await state.broken;
    const lost = [...(await broken)].find(([body]) => !before.has(body));
    if (lost !== undefined || deps.closing.aborted) {
      await next.stop();
      throw new Error(`a registered document could not be run any more: ${lost?.[1] ?? 'the gateway ends'}`);
    }
    const replaced = generations.current().name;
    generations.replace(next);
    state.broken = broken;
    logger.info({ replaced, now: next.name }, 'another supergraph is served');
    return 'replaced';
  } catch (error) {
    logger.error({ err: error }, 'the new supergraph is refused; the one before serves on');
    return 'refused';
  }
}
