import { ApolloServer, HeaderMap } from '@apollo/server';
import { AppError } from '#platform/errors';
import { MAX_TOKENS } from '../limits/limits.ts';
import { createAnswerRules } from './answer-rules.ts';
import { createApolloPlugin } from './apollo-plugin.ts';
import { createDocumentStore } from './document-stores.ts';
import { createDirectServer } from './direct-server.ts';
import { nullDeniedFields } from './null-denied-fields.ts';
import { createOperationRules } from './operation-rules.ts';
import { createPreparedDocuments, learnDocuments } from './prepared-documents.ts';
import type { ApolloGateway } from '@apollo/gateway';
import type { Clock } from '#platform/clock';
import type { DenialRecorder } from '#platform/denials';
import type { Logger } from '#platform/logging';
import type { HttpDraft } from '../http/draft-status.ts';
import type { OperationCost } from '../limits/cost/operation-cost.ts';
import type { DocumentCheckOptions } from '../limits/document-check.ts';
import type { RequestAccounts } from '../limits/request-accounts.ts';
import type { AccessDenials } from './access-denials.ts';
import type { FindDenials } from './check-access.ts';
import type { DirectDeps } from './direct-server.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { GraphqlCall, GraphqlReply, GraphqlServer } from './graphql-call.ts';
import type { WithheldFields } from './null-denied-fields.ts';
import type { Supergraph } from './supergraph.ts';

/**
 * Apollo Server over the federation gateway. It gets the text, the operation name and the variables of a request and nothing
 * else: automatic persisted queries, batching and landing pages are off, because documents are resolved before. A document with a
 * program of our own takes the short way from its second request on.
 */
export async function startGraphqlServer(deps: {
  readonly gateway: ApolloGateway;
  /** Whether a document has a program; absent where the library runs everything. */
  readonly hasProgram?: DirectDeps['hasProgram'] | undefined;
  readonly supergraph: Supergraph;
  readonly cost: OperationCost;
  /** What requests pay; absent where nothing has a price. */
  readonly accounts: RequestAccounts | undefined;
  readonly accessDenials: AccessDenials;
  readonly introspection: boolean;
  /** Whose status codes are used; the older ones when absent. */
  readonly httpDraft?: HttpDraft | undefined;
  readonly documentRules?: DocumentCheckOptions | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly denials: DenialRecorder;
  readonly findDenials?: FindDenials | undefined;
}): Promise<GraphqlServer> {
  const withheld: WithheldFields = new WeakMap();
  const { hasProgram } = deps;
  const check = createOperationRules({ ...deps, withheld });
  const finish = createAnswerRules(deps.httpDraft ?? '2025', deps.accounts);
  const prepared = createPreparedDocuments();
  const gateway = nullDeniedFields(deps.gateway, withheld);
  const apollo = new ApolloServer<GatewayContext>({
    gateway: learnDocuments(gateway, prepared),
    logger: deps.logger,
    introspection: deps.introspection,
    persistedQueries: false,
    documentStore: createDocumentStore(),
    allowBatchedHttpRequests: false,
    // What it would check is checked by `requireJsonBody`, which is stricter.
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxLexicalTokens: deps.documentRules?.limits.tokens ?? MAX_TOKENS },
    plugins: [createApolloPlugin(check, finish)],
  });
  await apollo.start();
  const server: GraphqlServer = {
    execute: (call, context) => execute(apollo, call, context),
    stop: () => apollo.stop(),
  };
  return hasProgram === undefined
    ? server
    : createDirectServer({ apollo: server, executor: gateway.executor, prepared, hasProgram, check, finish });
}

async function execute(
  apollo: ApolloServer<GatewayContext>,
  call: GraphqlCall,
  context: GatewayContext,
): Promise<GraphqlReply> {
  const { query, operationName, variables, accept } = call;
  const headers = new HeaderMap([['content-type', 'application/json']]);
  if (accept !== undefined) headers.set('accept', accept);
  const given = {
    ...(operationName === undefined ? {} : { operationName }),
    ...(variables === undefined ? {} : { variables }),
  };
  const response = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: 'POST', headers, search: '', body: { query, ...given } },
    context: async () => context,
  });
  if (response.body.kind !== 'complete') throw new AppError('INTERNAL_SERVER_ERROR');
  return {
    status: response.status ?? 200,
    headers: Object.fromEntries(response.headers),
    body: response.body.string,
  };
}
