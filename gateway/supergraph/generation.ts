import { createHash } from 'node:crypto';
import { createFederationGateway } from '../execution/federation-gateway.ts';
import { startGraphqlServer } from '../execution/graphql-server.ts';
import { readSupergraph } from '../execution/supergraph.ts';
import { createOperationCost, readCostSchema } from '../limits/cost/operation-cost.ts';
import { createDocumentCheck } from '../limits/document-check.ts';
import { rehearse } from './rehearse.ts';
import type { Clock } from '#platform/clock';
import type { DenialRecorder } from '#platform/denials';
import type { BufferingClient, ServiceClient } from '#platform/http';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { AccessDenials } from '../execution/access-denials.ts';
import type { FindDenials } from '../execution/check-access.ts';
import type { ExecutorKind } from '../execution/executors.ts';
import type { GraphqlServer } from '../execution/graphql-call.ts';
import type { Supergraph } from '../execution/supergraph.ts';
import type { Transports } from '../execution/transport/transports.ts';
import type { HttpDraft } from '../http/draft-status.ts';
import type { CheckDocument, DocumentCheckOptions } from '../limits/document-check.ts';
import type { RequestAccounts } from '../limits/request-accounts.ts';
import type { DocumentToRehearse } from './rehearse.ts';

/** Characters of a generation's name. */
const NAME_LENGTH = 12;

/** What one supergraph is served with. Whatever was learnt from it (plans, programs, costs, checked documents) is in here and goes with it. */
export interface Generation {
  /** Start of the SHA-256 of the supergraph's text, for logs. */
  readonly name: string;
  readonly supergraph: Supergraph;
  readonly checkDocument: CheckDocument;
  readonly server: GraphqlServer;
  /** Has a document parsed, validated, planned and compiled, and calls nobody. @returns what is wrong with it, if anything */
  rehearse(document: DocumentToRehearse): Promise<string | undefined>;
  stop(): Promise<void>;
}

export interface GenerationDeps {
  /** How each subgraph is reached, by its name in the supergraph. */
  readonly openClients: (supergraph: Supergraph) => SubgraphClients;
  readonly readSupergraph?: ((sdl: string) => Supergraph) | undefined;
  /** The usual ones when absent. */
  readonly documentRules?: DocumentCheckOptions | undefined;
  /** Whose status codes are used; the older ones when absent. */
  readonly httpDraft?: HttpDraft | undefined;
  readonly transports: Transports;
  readonly executor: ExecutorKind;
  /** What requests pay; absent where nothing has a price. */
  readonly accounts: RequestAccounts | undefined;
  readonly accessDenials: AccessDenials;
  readonly introspection: boolean;
  readonly denials: DenialRecorder;
  readonly findDenials?: FindDenials | undefined;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface SubgraphClients {
  readonly clients: ReadonlyMap<string, ServiceClient & BufferingClient>;
  /** Closes those that no other generation uses. */
  close(): Promise<void>;
}

/**
 * Makes everything that serves one supergraph, beside whatever serves now.
 * @param sdl text of the supergraph
 * @throws Error when it is not a supergraph, a coordinate has no policy, or a subgraph has no address
 */
export async function startGeneration(sdl: string, deps: GenerationDeps): Promise<Generation> {
  const supergraph = (deps.readSupergraph ?? readSupergraph)(sdl);
  const opened = deps.openClients(supergraph);
  try {
    const { accounts } = deps;
    const pricing = accounts && { costs: readCostSchema(supergraph.schema), accounts };
    const federation = createFederationGateway({ ...deps, supergraphSdl: sdl, clients: opened.clients, pricing });
    const cost = createOperationCost(supergraph.schema);
    const server = await startGraphqlServer({ ...deps, ...federation, supergraph, cost });
    return {
      name: createHash('sha256').update(sdl).digest('hex').slice(0, NAME_LENGTH),
      supergraph,
      checkDocument: createDocumentCheck(supergraph.schema, deps.documentRules),
      server,
      rehearse: (document) => rehearse(server, supergraph.schema, document, deps.logger),
      stop: async () => {
        await server.stop();
        await opened.close();
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
