import { createPeriodicJob } from '#platform/jobs';
import { createAutomaticDocuments } from '../documents/automatic-documents.ts';
import { createDocumentStore } from '../documents/document-store.ts';
import { loadBuiltInLists } from '../documents/load-built-in.ts';
import { resolveDocument } from '../documents/resolve-document.ts';
import { createSharedDocuments } from '../documents/shared-documents.ts';
import { createTextFingerprints } from '../documents/text-fingerprints.ts';
import { COUNTS_NOTHING, createUseCounter } from './count-uses.ts';
import { createRegistryFollower } from './follow-registry.ts';
import { forgetUses } from './persistence/use-rows.ts';
import { KEPT_DAYS, firstDayOf } from './use-days.ts';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { PeriodicJob } from '#platform/jobs';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { SharedState } from '#platform/redis';
import type { DocumentMode } from '../documents/clients.ts';
import type { ClientList, DocumentStore } from '../documents/document-store.ts';
import type { ResolvedDocument } from '../documents/resolve-document.ts';
import type { GraphqlRequest } from '../http/graphql-request.ts';
import type { ShapeLimits } from '../limits/limits.ts';
import type { WarmDocuments } from './follow-registry.ts';

const FORGET_MS = 6 * 3_600_000;

/** The documents of all clients, while the gateway runs. */
export interface OpenDocuments {
  readonly store: DocumentStore;
  readonly builtIn: readonly ClientList[];
  /** Which document a request means, and whether its client may run it; it is counted. @throws AppError */
  resolve(client: string, request: GraphqlRequest): ResolvedDocument | Promise<ResolvedDocument>;
  /** Follows the registry from now on. @param warm has documents that are new planned before anybody can ask for them */
  follow(warm: WarmDocuments): void;
  close(): Promise<void>;
}

/**
 * The lists of the files, and of the registry where there is one, as they are now.
 * @param deps.folder with `clients.json` and the manifests
 * @param deps.db undefined where there is no registry
 * @throws Error when a file is missing or not valid, or the registry does not answer
 */
export async function openDocuments(deps: {
  readonly folder: string;
  /** Mode of clients that are in mode `open`. */
  readonly openMeans: DocumentMode;
  /** Of texts that are compared with the lists. */
  readonly limits: Pick<ShapeLimits, 'characters' | 'tokens'>;
  readonly db: Pick<Database, 'read' | 'write'> | undefined;
  /** What replicas share; undefined where they share nothing, as in development. */
  readonly shared: Pick<SharedState, 'get' | 'set'> | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}): Promise<OpenDocuments> {
  const { db, shared } = deps;
  const builtIn = loadBuiltInLists(deps.folder);
  const store = createDocumentStore(builtIn, deps.clock, deps.openMeans);
  const counter = db === undefined ? undefined : createUseCounter({ ...deps, db });
  const resolving = {
    store,
    fingerprints: createTextFingerprints(deps.limits),
    automatic: createAutomaticDocuments({
      ...deps,
      shared: shared && createSharedDocuments({ ...deps, state: shared }),
    }),
    uses: counter ?? COUNTS_NOTHING,
  };
  const follower = db === undefined ? undefined : createRegistryFollower({ ...deps, db, store });
  await follower?.load();
  const forgetting = db === undefined ? undefined : createForgetting({ ...deps, db });
  return {
    store,
    builtIn,
    resolve: (client, request) => resolveDocument(resolving, client, request),
    follow: (warm) => {
      follower?.start(warm);
      forgetting?.start();
      counter?.start();
    },
    close: async () => {
      // What follows the registry goes first; what was counted is written last.
      for (const each of [follower, forgetting, counter]) await each?.close();
    },
  };
}

/** Counts are forgotten when nobody can ask for them any more. */
function createForgetting(deps: {
  readonly db: Pick<Database, 'write'>;
  readonly clock: Clock;
  readonly logger: Logger;
}): PeriodicJob {
  const run = (): Promise<number> =>
    deps.db.write(null, (tx) => forgetUses(tx, firstDayOf(KEPT_DAYS, deps.clock.now())));
  return createPeriodicJob({ name: 'forget uses of documents', everyMs: FORGET_MS, run, logger: deps.logger });
}
