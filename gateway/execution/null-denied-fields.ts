import { createHash } from 'node:crypto';
import { buildSchema, print, printSchema } from 'graphql';
import { fragmentsOf } from './fragments-of.ts';
import { insertNulls } from './insert-nulls.ts';
import { pruneOperation } from './prune-operation.ts';
import type { ApolloGateway } from '@apollo/gateway';
import type { GraphQLSchema } from 'graphql';
import type { FieldDecision } from './check-access.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { PrunedOperation } from './prune-operation.ts';

/** What is withheld from a request, for the requests that run without their denied fields. */
export type WithheldFields = WeakMap<GatewayContext, FieldDecision>;

type Executor = ApolloGateway['executor'];
type ExecutorRequest = Parameters<Executor>[0];
/** What Apollo Server uses of a gateway, and what runs requests. */
export type Gateway = Pick<ApolloGateway, 'onSchemaLoadOrUpdate' | 'load' | 'stop' | 'executor'>;

/**
 * The gateway, which for a request with withheld fields plans and runs the operation without them, and puts nulls and errors
 * into their places afterwards. It stands between Apollo Server and the planner: everything that looks at the document before
 * sees it as it was sent, and nothing of a denied field gets further.
 * @param withheld filled by the operation rules before execution begins
 */
export function nullDeniedFields(gateway: ApolloGateway, withheld: WithheldFields): Gateway {
  const plain = plainSchemas();
  const executor: Executor = (request) => {
    const decideField = withheld.get(request.context as GatewayContext);
    if (decideField === undefined) return gateway.executor(request);
    return runWithout(gateway.executor, { ...request, schema: plain(request.schema) }, decideField);
  };
  return {
    executor,
    onSchemaLoadOrUpdate: (callback) => gateway.onSchemaLoadOrUpdate(callback),
    stop: () => gateway.stop(),
    load: async (options) => ({ schema: (await gateway.load(options)).schema, executor }),
  };
}

async function runWithout(
  executor: Executor,
  request: ExecutorRequest,
  decideField: FieldDecision,
): Promise<Awaited<ReturnType<Executor>>> {
  const { schema, operation, document: sent } = request;
  const isDenied = (type: string, field: string): boolean => decideField(type, field) !== undefined;
  const { left, typeKey } = pruneOperation(schema, operation, fragmentsOf(sent), isDenied);
  const answer = left === undefined ? { data: {} } : await executor(withOperation(request, left));
  const { data } = answer;
  // Null already, without any denied field: it stays that.
  if (data === null || data === undefined) return answer;
  const { operationName, variables } = request.request;
  const inserted = insertNulls({ schema, document: sent, operationName, variables, decideField, data, typeKey });
  const errors = [...(answer.errors ?? []), ...inserted.errors];
  return { ...answer, data: inserted.data, ...(errors.length === 0 ? {} : { errors }) };
}

/** The schema without the resolvers that the gateway gives its fields, which would go before ours. Made once for each schema. */
function plainSchemas(): (schema: GraphQLSchema) => GraphQLSchema {
  const known = new WeakMap<GraphQLSchema, GraphQLSchema>();
  return (schema) => {
    const plain = known.get(schema) ?? buildSchema(printSchema(schema));
    known.set(schema, plain);
    return plain;
  };
}

/**
 * The request as if the pruned document had been sent. Attack: a plan is made for somebody who may see a field, kept under the
 * hash of the document, and used for somebody who may not. Rule: the planner finds its plans by `queryHash` and the name of the
 * operation, so the hash is that of the pruned text.
 */
function withOperation(request: ExecutorRequest, left: NonNullable<PrunedOperation['left']>): ExecutorRequest {
  const source = print(left.document);
  const queryHash = createHash('sha256').update(source).digest('hex');
  return { ...request, ...left, source, queryHash, request: { ...request.request, query: source } };
}
