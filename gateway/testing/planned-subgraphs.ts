import { composeServices } from '@apollo/composition';
import { ApolloGateway } from '@apollo/gateway';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  buildSchema,
  execute,
  getNullableType,
  isAbstractType,
  isListType,
  isObjectType,
  parse,
  printSchema,
} from 'graphql';
import { silentLogger } from '#platform/logging';
import { createPlanLookups } from '../execution/program/plan-lookup.ts';
import { requestFor } from './executor-request.ts';
import type { GraphQLFieldResolver, GraphQLOutputType, GraphQLSchema } from 'graphql';
import type { ResolvedPlan } from '../execution/program/query-plan.ts';
import type { GeneratedOperation } from './generated-operations.ts';

/** One call of a subgraph and its answer. */
export interface AnsweredCall {
  readonly subgraph: string;
  readonly query: string;
  readonly data: unknown;
}

/** A supergraph with subgraphs that answer every list in full: as many elements as the page that was asked for. */
export interface PlannedSubgraphs {
  /** With the directives of costs. */
  readonly supergraph: GraphQLSchema;
  readonly api: GraphQLSchema;
  plan(operation: GeneratedOperation): Promise<ResolvedPlan['queryPlan']>;
  run(operation: GeneratedOperation): Promise<{ readonly calls: readonly AnsweredCall[]; readonly errors: unknown }>;
  stop(): Promise<void>;
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@cost", "@listSize"])`;
const MAX_EVALUATED_PLANS = 10;

/** @param definitions of the subgraphs, without their links */
export async function startPlannedSubgraphs(definitions: Readonly<Record<string, string>>): Promise<PlannedSubgraphs> {
  const parsed = Object.entries(definitions).map(([name, text]) => ({ name, typeDefs: parse(`${LINK}\n${text}`) }));
  const { supergraphSdl, errors } = composeServices(parsed.map((one) => ({ ...one, url: 'http://x.invalid' })));
  if (supergraphSdl === undefined) throw new Error(String(errors));
  const answers = new Map(
    parsed.map(({ name, typeDefs }) => [name, createFullSubgraph(buildSubgraphSchema(typeDefs))]),
  );
  const plans = createPlanLookups();
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: silentLogger,
    experimental_didResolveQueryPlan: plans.didResolveQueryPlan,
    queryPlannerConfig: { debug: { maxEvaluatedPlans: MAX_EVALUATED_PLANS } },
    buildService: ({ name }) => ({
      process: ({ request, context }) => {
        const { query = '', variables = {} } = request;
        const answer = answers.get(name)?.(query, variables);
        (context as { readonly calls: AnsweredCall[] }).calls.push({ subgraph: name, query, data: answer?.data });
        return Promise.resolve(JSON.parse(JSON.stringify(answer)) as object);
      },
    }),
  });
  const { schema } = await gateway.load();
  return {
    supergraph: buildSchema(supergraphSdl, { assumeValidSDL: true }),
    api: schema,
    plan: async (operation) => {
      const found = await plans.find(gateway.executor, requestFor(operation, { calls: [] }));
      if (found.kind !== 'plan') throw new Error(JSON.stringify(found.answer));
      return found.plan.queryPlan;
    },
    run: async (operation) => {
      const context = { calls: [] as AnsweredCall[] };
      const { errors: failures } = await gateway.executor(requestFor(operation, context));
      return { calls: context.calls, errors: failures };
    },
    stop: () => gateway.stop(),
  };
}

/** An object that knows how many elements the list below it has. */
interface Full {
  readonly __typename: string;
  readonly size: number | undefined;
}

function createFullSubgraph(federated: GraphQLSchema) {
  // Printed and built again: without the resolvers that the library gives to `_entities`.
  const schema = buildSchema(printSchema(federated));
  const resolve: GraphQLFieldResolver<Full, unknown, Record<string, unknown>> = (source, args, _context, info) => {
    if (info.fieldName === '_entities') return args['representations'];
    const page = args['first'] ?? args['limit'];
    const size = typeof page === 'number' ? Math.max(0, page) : source.size;
    return fullValue(schema, info.returnType, size, info.fieldName);
  };
  return (query: string, variables: Readonly<Record<string, unknown>>) =>
    execute({
      schema,
      document: parse(query),
      variableValues: variables,
      rootValue: { size: undefined },
      fieldResolver: resolve,
      typeResolver: (source) => (source as Full).__typename,
    }) as { readonly data?: unknown };
}

/** Without a page, a list whose name ends in a number has as many elements. */
function fullValue(schema: GraphQLSchema, type: GraphQLOutputType, size: number | undefined, name: string): unknown {
  const given = getNullableType(type);
  if (isListType(given)) {
    const length = size ?? Number(/\d+$/.exec(name)?.[0] ?? 1);
    return Array.from({ length }, () => fullValue(schema, given.ofType, undefined, name));
  }
  if (isObjectType(given)) return { __typename: given.name, size };
  if (isAbstractType(given)) return { __typename: schema.getPossibleTypes(given)[0]?.name, size };
  return ['Int', 'Float'].includes(String(given)) ? 1 : String(given) === 'Boolean' ? true : 'x';
}
