import { shapeLimitsOf } from '../limits/shape-settings.ts';
import { openDocuments } from './open-documents.ts';
import { createOperationsLine, openOperations } from './open-operations.ts';
import { openRegistryDatabase } from './open-registry-database.ts';
import { warmWithin } from './warm-documents.ts';
import type { Clock } from '#platform/clock';
import type { BufferingClient, ServiceClient } from '#platform/http';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { ServedSupergraph } from './judge-document.ts';
import type { OpenDocuments } from './open-documents.ts';
import type { OpenOperationsDeps } from './open-operations.ts';

type OpenDocumentsDeps = Parameters<typeof openDocuments>[0];
type RegistryConfig = OpenOperationsDeps['config'] &
  Parameters<typeof openRegistryDatabase>[0] &
  Parameters<typeof shapeLimitsOf>[0] & { readonly PERSISTED_DOCUMENTS_DIR: string };

/** Which documents may run, and the subgraph over it: from before there is a supergraph, because the graph calls that subgraph. */
export interface OpenRegistry {
  readonly documents: OpenDocuments;
  /** What the graph calls as the subgraph `operations`. */
  readonly operations: ServiceClient & BufferingClient;
  /**
   * Holds documents to a supergraph from now on: new ones are planned before anybody can ask for them, and operators may publish.
   * @param served the supergraph that is served, whichever it is at the moment
   */
  serve(
    served: () => ServedSupergraph,
    deps: Pick<OpenOperationsDeps, 'state' | 'tls' | 'denials' | 'verifyContextToken' | 'auditClient'>,
  ): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the registry of documents, over the gateway's own database where there is one, and over the files in any case.
 * @throws Error when a file is missing or not valid, or the database does not answer or is behind
 */
export async function openRegistry(
  deps: {
    readonly config: RegistryConfig;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly metrics: Metrics;
  } & Pick<OpenDocumentsDeps, 'openMeans' | 'shared'>,
): Promise<OpenRegistry> {
  const { config, logger } = deps;
  const db = await openRegistryDatabase(config);
  const documents = await openDocuments({
    ...deps,
    folder: config.PERSISTED_DOCUMENTS_DIR,
    limits: shapeLimitsOf(config),
    db,
  });
  const line = createOperationsLine();
  let hosted: { close(): Promise<void> } | undefined;
  return {
    documents,
    operations: line.client,
    serve: async (served, needed) => {
      documents.follow(warmWithin((document) => served().rehearse(document), logger));
      hosted = await openOperations({ ...deps, ...needed, db, builtIn: documents.builtIn, served, line });
    },
    close: async () => {
      // Nobody changes the lists while they are put away.
      await hosted?.close();
      await documents.close();
      await db?.close();
    },
  };
}
