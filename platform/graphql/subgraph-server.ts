import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { systemClock } from '#platform/clock';
import { AppError } from '#platform/errors';
import { parseJsonBody } from '#platform/http';
import { createAnswerPlugin } from './answer-plugin.ts';
import { applyIdempotency } from './answering.ts';
import { applyShield } from './apply-shield.ts';
import { baseContext, contextOfItem } from './base-context.ts';
import { registerBatchRoute } from './batch-route.ts';
import { callerGone } from './caller-gone.ts';
import { recordRefusedSecrets } from './record-refused-secrets.ts';
import { operationSchema, runOperation } from './run-operation.ts';
import { stopAbandonedWork } from './stop-abandoned-work.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import type { Clock } from '#platform/clock';
import type { Caller } from '#platform/auth';
import type { DenialRecorder } from '#platform/denials';
import type { Repeatable } from './answering.ts';
import type { EnforceAccess } from './apply-shield.ts';
import type { RequestContext } from './request-context.ts';
import type { Operation } from './run-operation.ts';

/** Tokens of one document from the gateway; plans repeat selections, so this is above the gateway's own limit. */
const MAX_TOKENS = 20_000;

export interface SubgraphServerOptions<Context extends RequestContext> {
  /** Absolute path of the subgraph's SDL, the contract. */
  readonly schemaPath: string;
  readonly resolvers: unknown;
  readonly verifyContextToken: (token: string) => Promise<Caller>;
  /** Adds the service's loaders and use cases to the request. Called once per request. */
  readonly createContext: (base: RequestContext, request: FastifyRequest) => Context;
  readonly clock?: Clock;
  /** What the rules, the loaders and the check of the token refuse is recorded there. */
  readonly denials: DenialRecorder;
  /** `applyShield`, unless a test or a measurement gives another. No configuration reaches it: no deployment is without. */
  readonly enforceAccess?: EnforceAccess | undefined;
  /** How mutations are repeated; without it a request with an idempotency key is refused. */
  readonly repeatable?: Repeatable | undefined;
}

/**
 * Adds `POST /graphql`, and `POST /graphql/batch` for the gateway, to a server whose requests are already known to be signed
 * (`requireSignedCaller`).
 * The access token of a person never gets here: the bearer is identity's context token, verified again in this process.
 * @throws AccessPolicyError when the SDL has a coordinate without a policy
 */
export async function registerSubgraph<Context extends RequestContext>(
  server: FastifyInstance,
  options: SubgraphServerOptions<Context>,
): Promise<void> {
  const schema = buildSubgraphSchema({
    typeDefs: parse(readFileSync(options.schemaPath, 'utf8')),
    resolvers: options.resolvers as GraphQLResolverMap<unknown>,
  });
  applyIdempotency(schema, options.repeatable);
  recordRefusedSecrets(schema);
  stopAbandonedWork(schema);
  const enforceAccess = options.enforceAccess ?? applyShield;
  enforceAccess(schema, { clock: options.clock ?? systemClock, denials: options.denials });
  server.decorate('denials', options.denials);
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: false,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    parseOptions: { maxLexicalTokens: MAX_TOKENS },
    formatError: (formatted) => formatted,
    plugins: [
      // On by default in a subgraph: it would answer a header with timings of every resolver, and write to the console.
      ApolloServerPluginInlineTraceDisabled(),
      // On by default: it would follow every field for a header that nobody is sent. A quarter of what a list costs.
      ApolloServerPluginCacheControlDisabled(),
      createAnswerPlugin<Context>(),
    ],
  });
  await apollo.start();
  server.addHook('onClose', () => apollo.stop());
  const { createContext } = options;
  const baseOf = async (request: FastifyRequest, reply: FastifyReply): Promise<RequestContext> => {
    const signal = callerGone(reply);
    return { ...(await baseContext(request, options.verifyContextToken)), signal };
  };
  server.post('/graphql', async (request, reply) => {
    const context = createContext(await baseOf(request, reply), request);
    const { status, body } = await runOperation(apollo, parseOperation(request.body), context);
    return reply.code(status).type('application/json').send(body);
  });
  registerBatchRoute<Context>(server, {
    contextOf: async (request, reply) => {
      const base = await baseOf(request, reply);
      return (requestId) => createContext(contextOfItem(base, request, requestId), request);
    },
    run: (operation, context) => runOperation(apollo, operation, context),
  });
}

/**
 * The parts of a GraphQL request. Checked here, because what Apollo refuses before it has an operation does not pass
 * through the plugin above, and would leave in another shape than every other error.
 * @throws AppError BAD_REQUEST
 */
function parseOperation(body: unknown): Operation {
  const result = operationSchema.safeParse(parseJsonBody(body));
  if (!result.success)
    throw new AppError('BAD_REQUEST', { detail: 'The body is not a GraphQL request.', cause: result.error });
  return result.data;
}
