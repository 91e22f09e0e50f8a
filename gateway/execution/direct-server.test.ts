import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ApolloGateway } from '@apollo/gateway';
import fc from 'fast-check';
import { parse } from 'graphql';
import { ANONYMOUS } from '#platform/auth';
import { systemClock } from '#platform/clock';
import { silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { sampleCaller } from '../../platform/graphql/testing/sample-subgraph.ts';
import { SUBGRAPHS, disableVendorTelemetry } from '../config.ts';
import { createOperationCost, readCostSchema } from '../limits/cost/operation-cost.ts';
import { chooseBy, choices } from '../testing/choices.ts';
import { generateOperation } from '../testing/generated-operations.ts';
import { createGenerousAccounts } from '../testing/generous-accounts.ts';
import { createRandomSubgraph } from '../testing/random-subgraph.ts';
import { supergraph } from '../testing/schemas.ts';
import { startGraphqlServer } from './graphql-server.ts';
import { priceExecutor } from './priced-executor.ts';
import { createPlanLookups } from './program/plan-lookup.ts';
import { createProgramExecutor } from './program/program-executor.ts';
import type { Actor } from '#platform/auth';
import type { GraphQLSchema } from 'graphql';
import type { AccessDenials } from './access-denials.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { GraphqlCall, GraphqlReply, GraphqlServer } from './graphql-call.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const RUNS = 200;

disableVendorTelemetry();

/** A server over random subgraphs, that can be made to take one of its two ways. */
interface Fixture {
  readonly schema: GraphQLSchema;
  readonly recorded: unknown[];
  /** @returns the same request by Apollo Server and by the short way, over subgraphs that answer the same */
  both(call: Partial<GraphqlCall>, actor?: Actor, seed?: number): Promise<{ long: GraphqlReply; short: GraphqlReply }>;
  stop(): Promise<void>;
}

async function startFixture(accessDenials: AccessDenials): Promise<Fixture> {
  let seed = 0;
  let mayBeShort = false;
  let shortRuns = 0;
  const recorded: unknown[] = [];
  const subgraphs = new Map<string, ReturnType<typeof createRandomSubgraph>>(
    SUBGRAPHS.map((name) => {
      const file = path.join(ROOT, 'subgraphs', name, 'schema.graphql');
      return [name, createRandomSubgraph(parse(readFileSync(file, 'utf8')))] as const;
    }),
  );
  const plans = createPlanLookups();
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph.sdl,
    logger: silentLogger,
    experimental_didResolveQueryPlan: plans.didResolveQueryPlan,
    queryPlannerConfig: { debug: { maxEvaluatedPlans: 10 } },
    buildService: ({ name }) => ({
      process: async ({ request: { query = '', variables = {} } }) =>
        JSON.parse(JSON.stringify(subgraphs.get(name)?.(seed, { query, variables }) ?? { data: null })) as object,
    }),
  });
  let schema: GraphQLSchema | undefined;
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
    schema = apiSchema;
  });
  const stock = gateway.executor;
  const program = createProgramExecutor({ gateway, plans, onUnsupported: () => undefined, logger: silentLogger });
  const accounts = createGenerousAccounts(createMetrics('gateway'));
  const pricing = { costs: readCostSchema(supergraph.schema), accounts };
  gateway.executor = priceExecutor(program.executor, pricing, { stock, plans });
  const server: GraphqlServer = await startGraphqlServer({
    gateway,
    hasProgram: (document, operationName) => {
      if (mayBeShort) shortRuns += 1;
      return mayBeShort && program.hasProgram(document, operationName);
    },
    supergraph,
    cost: createOperationCost(supergraph.schema),
    accounts,
    accessDenials,
    introspection: false,
    clock: systemClock,
    logger: silentLogger,
    denials: { record: (denial) => void recorded.push(denial), close: () => Promise.resolve() },
  });
  const run = (call: Partial<GraphqlCall>, actor: Actor): Promise<GraphqlReply> => {
    const context: GatewayContext = {
      requestId: 'request',
      logger: silentLogger,
      actor,
      contextToken: undefined,
      clientId: 'web',
      tellCost: true,
      signal: new AbortController().signal,
    };
    const whole = { query: '', operationName: undefined, variables: undefined, accept: undefined, ...call };
    return server.execute(whole, context);
  };
  if (schema === undefined) throw new Error('the gateway has no schema');
  return {
    schema,
    recorded,
    both: async (call, actor = sampleCaller(), wanted = 0) => {
      seed = wanted;
      mayBeShort = false;
      const long = await run(call, actor);
      mayBeShort = true;
      shortRuns = 0;
      const short = await run(call, actor);
      // A document of which nothing ever ran goes the long way again.
      if (long.status === 200 && shortRuns === 0) throw new Error('the short way was not taken');
      return { long: withoutRest(long), short: withoutRest(short) };
    },
    stop: () => server.stop(),
  };
}

/** The second request finds less in its budgets than the first. */
function withoutRest({ status, headers, body }: GraphqlReply): GraphqlReply {
  const text = JSON.stringify(headers)
    .replaceAll(/r=\d+;t=\d+/g, 'rest')
    .replaceAll(/("x-ratelimit-(?:remaining|reset)":)"\d+"/g, '$1"rest"');
  return {
    status,
    headers: JSON.parse(text) as Record<string, string>,
    body: body.replaceAll(/"remaining":\d+,"resetSeconds":\d+/g, '"rest"'),
  };
}

describe.each(['refuse', 'null'] as const)('the short way, denied fields: %s', (accessDenials) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startFixture(accessDenials);
  }, 60_000);
  afterAll(() => fixture.stop());

  const ME = 'query Me($deep: Boolean! = false) { me { id ... @include(if: $deep) { displayName } } }';

  test.each<[string, Partial<GraphqlCall>]>([
    ['a query', { query: ME }],
    ['with variables', { query: ME, variables: { deep: true } }],
    ['with its name', { query: ME, operationName: 'Me' }],
    ['with the name of another operation', { query: ME, operationName: 'You' }],
    ['with a variable of another type', { query: ME, variables: { deep: 'yes' } }],
    ['with a variable that is null', { query: ME, variables: { deep: null } }],
    ['with a variable that nobody declared', { query: ME, variables: { other: 1 } }],
    ['for a client that takes anything', { query: ME, accept: '*/*' }],
    ['for a client of the newer media type', { query: ME, accept: 'application/graphql-response+json' }],
    ['for a client that prefers', { query: ME, accept: 'application/json;q=0.5, application/graphql-response+json' }],
    ['one of two operations', { query: `${ME} query Other { caseTypes { type } }`, operationName: 'Other' }],
    ['two operations and no name', { query: `${ME} query Other { caseTypes { type } }` }],
    ['with nothing but the name of the type', { query: '{ __typename }' }],
    ['that asks for the schema', { query: '{ __schema { queryType { name } } }' }],
    ['with a field that does not exist', { query: '{ nothing }' }],
    ['that is no GraphQL', { query: '{' }],
  ])('answers %s as Apollo Server does', async (_what, call) => {
    // Once before, so that whatever can be prepared is.
    await fixture.both({ query: ME });
    const { long, short } = await fixture.both(call);
    expect(short).toEqual(long);
  });

  test('refuses whom Apollo Server refuses, in the same words, and records it as often', async () => {
    await fixture.both({ query: ME });
    fixture.recorded.length = 0;
    const { long, short } = await fixture.both({ query: ME }, ANONYMOUS);
    expect(short).toEqual(long);
    const half = fixture.recorded.length / 2;
    expect(half).toBeGreaterThan(0);
    expect(fixture.recorded.slice(half)).toEqual(fixture.recorded.slice(0, half));
  });

  test('answers any operation with any failure behind it as Apollo Server does', async () => {
    let withErrors = 0;
    await fc.assert(
      fc.asyncProperty(choices, fc.nat(), fc.boolean(), async (tape, seed, isKnown) => {
        const operation = generateOperation(fixture.schema, chooseBy(tape));
        fc.pre(operation !== undefined);
        const { text: query, variables } = operation;
        const { long, short } = await fixture.both({ query, variables }, isKnown ? sampleCaller() : ANONYMOUS, seed);
        expect({ operation, reply: short }).toEqual({ operation, reply: long });
        if (long.body.includes('"errors"')) withErrors += 1;
      }),
      { numRuns: RUNS, maxSkipsPerRun: 10, endOnFailure: true },
    );
    expect(withErrors).toBeGreaterThan(RUNS / 10);
  }, 60_000);
});
