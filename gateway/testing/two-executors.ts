import { ApolloGateway } from '@apollo/gateway';
import { GraphQLError } from 'graphql';
import { silentLogger } from '#platform/logging';
import { createPlanLookups } from '../execution/program/plan-lookup.ts';
import { createProgramExecutor } from '../execution/program/program-executor.ts';
import { requestFor } from './executor-request.ts';
import type { GraphQLSchema } from 'graphql';
import type { GeneratedOperation } from './generated-operations.ts';
import type { RandomSubgraph, SubgraphCall } from './random-subgraph.ts';

type Executor = ApolloGateway['executor'];

const MAX_EVALUATED_PLANS = 10;

/** What came of one request, in a form that can be compared. */
export interface Outcome {
  readonly answer: unknown;
  readonly calls: readonly string[];
}

/** The stock executor and the one of programs, over the same plans and the same subgraphs. */
export interface TwoExecutors {
  readonly schema: GraphQLSchema;
  /** Reasons why the stock executor ran for the other one. */
  readonly unsupported: string[];
  run(operation: GeneratedOperation, seed: number): Promise<{ readonly stock: Outcome; readonly program: Outcome }>;
  stop(): Promise<void>;
}

export async function startTwoExecutors(
  supergraphSdl: string,
  subgraphs: ReadonlyMap<string, RandomSubgraph>,
): Promise<TwoExecutors> {
  const world = createWorld(subgraphs);
  const plans = createPlanLookups();
  const unsupported: string[] = [];
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: silentLogger,
    experimental_didResolveQueryPlan: plans.didResolveQueryPlan,
    // Any plan is good enough here; the best of thousands takes a second.
    queryPlannerConfig: { debug: { maxEvaluatedPlans: MAX_EVALUATED_PLANS } },
    buildService: ({ name }) => ({
      process: async (options) => {
        const { query = '', variables = {} } = options.request;
        const path = 'pathInIncomingRequest' in options ? options.pathInIncomingRequest : undefined;
        const { text, key } = world.answer(name, { query, variables });
        (options.context as CallLog).calls.push(`${key} ${path?.join('.') ?? ''}`);
        return JSON.parse(text) as object;
      },
    }),
  });
  const stock = gateway.executor;
  const { executor: program } = createProgramExecutor({
    gateway,
    plans,
    onUnsupported: (reason) => void unsupported.push(reason),
    logger: silentLogger,
  });
  const { schema } = await gateway.load();
  return {
    schema,
    unsupported,
    run: async (operation, seed) => {
      world.begin(seed);
      return {
        stock: await outcomeOf(stock, operation),
        program: await outcomeOf(program, operation),
      };
    },
    stop: () => gateway.stop(),
  };
}

/** Each request has its own: of one that has failed, calls may still be under way. */
interface CallLog {
  readonly calls: string[];
}

function createWorld(subgraphs: ReadonlyMap<string, RandomSubgraph>) {
  let seed = 0;
  const known = new Map<string, string>();
  return {
    begin: (next: number): void => {
      seed = next;
      known.clear();
    },
    answer: (name: string, call: SubgraphCall): { readonly key: string; readonly text: string } => {
      const key = JSON.stringify([name, call]);
      const text = known.get(key) ?? JSON.stringify(subgraphs.get(name)?.(seed, call));
      known.set(key, text);
      return { key, text };
    },
  };
}

async function outcomeOf(executor: Executor, operation: GeneratedOperation): Promise<Outcome> {
  const context: CallLog = { calls: [] };
  const answer = await executor(requestFor(operation, context)).then(comparable, () => 'thrown');
  return { answer, calls: context.calls.toSorted() };
}

/** As JSON, errors in an order of their own: fetches side by side may fail in any. */
function comparable({ data, errors, extensions }: Awaited<ReturnType<Executor>>): unknown {
  const list = (errors ?? []).map((error) => JSON.stringify(errorFacts(error))).sort();
  return {
    data: JSON.stringify(data),
    errors: list,
    extensions: JSON.parse(JSON.stringify(extensions ?? null)) as unknown,
  };
}

/** An error without a path is about something that is not an answer at all; its text is nobody's contract. */
function errorFacts(error: unknown): unknown {
  if (!(error instanceof GraphQLError) || error.extensions['serviceName'] === undefined) return 'not an answer';
  const { message, path, extensions } = error;
  return { message, path, extensions: Object.fromEntries(Object.entries(extensions).sort()) };
}
