import { setTimeout as delay } from 'node:timers/promises';
import { startGeneration } from './generation.ts';
import { createGenerations } from './generations.ts';
import { readSupergraphFile } from './read-supergraph-file.ts';
import { rehearseAll } from './rehearse-all.ts';
import { createReload } from './reload.ts';
import { watchFile } from './watch-file.ts';
import type { GraphqlServer } from '../execution/graphql-call.ts';
import type { CheckDocument } from '../limits/document-check.ts';
import type { Generation, GenerationDeps } from './generation.ts';
import type { DocumentToRehearse } from './rehearse.ts';
import type { ReloadOutcome } from './reload.ts';

/** The start, and the requests that waited for it, come first. */
const REHEARSE_AFTER_MS = 1_000;

export interface SupergraphDeps extends GenerationDeps {
  /** Path of the supergraph. */
  readonly file: string;
  /** Time between two looks at the file, in milliseconds; 0 for none. */
  readonly watchMs: number;
  /** What clients registered. */
  readonly documents: () => readonly DocumentToRehearse[];
}

/** The supergraph that is served, whichever it is at the moment. */
export interface OpenSupergraph {
  readonly server: GraphqlServer;
  readonly checkDocument: CheckDocument;
  current(): Generation;
  /** Reads the file again. It never rejects. */
  reload(): Promise<ReloadOutcome>;
  close(): Promise<void>;
}

/**
 * Serves the supergraph of a file, and each later one without a request lost. The registered documents are planned soon after: a start
 * waits for none of them, and who asks for one before its turn has it planned at once. One that cannot be run is a warning and no
 * reason not to start: the others can.
 * @throws Error when the file is missing or cannot be served
 */
export async function openSupergraph(deps: SupergraphDeps): Promise<OpenSupergraph> {
  const { file, logger } = deps;
  const first = await startGeneration(await readSupergraphFile(file), deps);
  const closing = new AbortController();
  const broken = delay(REHEARSE_AFTER_MS, undefined, { signal: closing.signal, ref: false })
    .catch(() => undefined)
    .then(() => rehearseAll(first, deps.documents(), closing.signal));
  void broken.then((found) => {
    for (const problem of found.values()) logger.warn({ problem }, 'a registered document cannot be run');
  });
  const generations = createGenerations(first, (error) => {
    logger.error({ err: error }, 'a supergraph that nobody uses any more could not be closed');
  });
  const start = (sdl: string): Promise<Generation> => startGeneration(sdl, deps);
  const { reload, settled } = createReload({ ...deps, generations, start, broken, closing: closing.signal });
  const watch = deps.watchMs === 0 ? undefined : watchFile(file, deps.watchMs, () => void reload());
  return {
    server: generations.server,
    checkDocument: (query) => generations.current().checkDocument(query),
    current: () => generations.current(),
    reload,
    close: async () => {
      watch?.close();
      closing.abort();
      await Promise.all([broken, settled()]);
      await generations.server.stop();
    },
  };
}
