import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { BATCH_PATH, writeBatchAnswer } from '#platform/graphql';
import { createHttpServer, parseJsonBody, requireSignedCaller, HEALTH_ROUTES } from '#platform/http';
import { createInProcessState, createNonceStore } from '#platform/redis';
import { createRequestVerifier } from '#platform/signing';
import { silentLogger } from '#platform/logging';
import type { GraphQLSchema } from 'graphql';
import type { FastifyInstance } from 'fastify';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import type { Clock } from '#platform/clock';
import type { ServiceKey } from '#platform/signing';

/** What a service received, for a test to look at. */
export interface ReceivedCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: { readonly query?: string; readonly variables?: unknown } & Readonly<Record<string, unknown>>;
}

export interface FakeService {
  readonly url: string;
  readonly calls: ReceivedCall[];
  /** Answers of resolvers; replaceable during a test. */
  resolvers: GraphQLResolverMap<unknown>;
  /** Takes the place of the GraphQL answer when set. */
  answer: ((call: ReceivedCall) => { readonly status: number; readonly body: unknown } | Promise<never>) | undefined;
  close(): Promise<void>;
}

const SUBGRAPHS = path.join(import.meta.dirname, '..', '..', 'subgraphs');

/**
 * A subgraph with its real contract and the signature check of the real ones, whose resolvers a test gives.
 * @param options.routes adds internal routes before the server listens
 * @param options.unsigned routes besides the health routes that need no signature
 */
export async function startFakeService(options: {
  readonly name: string;
  readonly keys: readonly ServiceKey[];
  readonly clock: Clock;
  readonly resolvers?: GraphQLResolverMap<unknown>;
  readonly unsigned?: readonly string[];
  readonly routes?: (server: FastifyInstance) => void;
}): Promise<FakeService> {
  const { name, keys, clock } = options;
  const server = createHttpServer({ logger: silentLogger, dependencies: {}, requestTimeoutMs: 0 });
  const verify = createRequestVerifier({
    keys,
    callee: name,
    clock,
    nonces: createNonceStore(createInProcessState({ clock })),
  });
  requireSignedCaller(server, verify, new Set([...HEALTH_ROUTES, ...(options.unsigned ?? [])]));
  options.routes?.(server);
  const typeDefs = parse(readFileSync(path.join(SUBGRAPHS, name, 'schema.graphql'), 'utf8'));
  // Built anew only when a test gives other resolvers.
  let built: { readonly resolvers: unknown; readonly schema: GraphQLSchema } | undefined;
  const schemaFor = (resolvers: GraphQLResolverMap<unknown>): GraphQLSchema => {
    if (built?.resolvers !== resolvers) built = { resolvers, schema: buildSubgraphSchema({ typeDefs, resolvers }) };
    return built.schema;
  };
  const service = { url: '', calls: [] as ReceivedCall[], resolvers: options.resolvers ?? {} } as FakeService;
  const answerTo = async (call: ReceivedCall): Promise<{ readonly status: number; readonly body: unknown }> => {
    service.calls.push(call);
    if (service.answer !== undefined) return service.answer(call);
    const schema = schemaFor(service.resolvers);
    const { query = '', variables } = call.body;
    const variableValues = variables as Record<string, unknown>;
    return { status: 200, body: await graphql({ schema, source: query, variableValues, contextValue: call }) };
  };
  server.post('/graphql', async (request, reply) => {
    const body = parseJsonBody(request.body) as ReceivedCall['body'];
    const answer = await answerTo({ url: request.url, headers: request.headers, body });
    return reply.code(answer.status).type('application/json').send(JSON.stringify(answer.body));
  });
  server.post(BATCH_PATH, async (request, reply) => {
    const items = parseJsonBody(request.body) as { requestId: string; request: ReceivedCall['body'] }[];
    const answers = items.map(async ({ requestId, request: body }) => {
      const headers = { ...request.headers, 'x-request-id': requestId };
      return JSON.stringify((await answerTo({ url: request.url, headers, body })).body);
    });
    return reply.type('application/octet-stream').send(writeBatchAnswer(await Promise.all(answers)));
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return Object.assign(service, { url, close: () => server.close() });
}
