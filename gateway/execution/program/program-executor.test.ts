import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { silentLogger } from '#platform/logging';
import { requestFor } from '../../testing/executor-request.ts';
import { createPlanLookups } from './plan-lookup.ts';
import { createProgramExecutor } from './program-executor.ts';
import type { ApolloGateway } from '@apollo/gateway';
import type { Executor, ExecutorRequest, ResolvedPlan, Transports } from './query-plan.ts';
import type { UnsupportedReason } from './unsupported-plan.ts';

const SDL = 'type Query { text(n: Int): String  a: String  b: String  thing: Thing } type Thing { text: String }';

type PlanOf = (request: ExecutorRequest) => ResolvedPlan['queryPlan']['node'];
type Loaded = Parameters<Parameters<ApolloGateway['onSchemaLoadOrUpdate']>[0]>[0];

/** A gateway whose plans a test gives. */
function fakeGateway(planOf: PlanOf, answer: (query: string) => unknown) {
  const plans = createPlanLookups();
  const unsupported: string[] = [];
  const planned: string[] = [];
  const times: number[] = [];
  const ranByStock: string[] = [];
  const calls: unknown[] = [];
  let load: (loaded: Loaded) => void = () => undefined;
  let schema = buildSchema(SDL);
  const process: Transports[string]['process'] = async ({ request: { query = '', variables } }) => {
    calls.push({ query, variables });
    return answer(query) as Awaited<ReturnType<Transports[string]['process']>>;
  };
  const stock: Executor = async (request) => {
    planned.push(request.source);
    const { operation } = request;
    const operationContext = { schema, operation, fragments: {} };
    const queryPlan = { kind: 'QueryPlan', node: planOf(request) } as ResolvedPlan['queryPlan'];
    plans.didResolveQueryPlan({
      queryPlan,
      serviceMap: { one: { process } },
      requestContext: request,
      operationContext,
    });
    ranByStock.push(request.source);
    return { data: { by: 'stock' } };
  };
  const { executor } = createProgramExecutor({
    gateway: {
      executor: stock,
      onSchemaLoadOrUpdate: (callback) => {
        load = callback;
        return () => undefined;
      },
    },
    plans,
    onUnsupported: (reason) => void unsupported.push(reason),
    onPlanned: (ms) => void times.push(ms),
    logger: silentLogger,
  });
  return {
    unsupported,
    planned,
    times,
    ranByStock,
    calls,
    load: (sdl = SDL): void => {
      schema = buildSchema(sdl);
      load({ apiSchema: schema, coreSupergraphSdl: sdl });
    },
    run: async (text: string, variables: Readonly<Record<string, unknown>> = {}) => {
      const { data, errors } = await executor(requestFor({ text, variables }, {}));
      return { data, errors: errors?.map(({ message }) => message) };
    },
  };
}

/** One call with the whole document. */
const sameDocument: PlanOf = ({ source }) => fetchOf(source);

function fetchOf(operation: string, more: object = {}) {
  return { kind: 'Fetch', serviceName: 'one', operation, ...more } as ReturnType<PlanOf>;
}

describe('programs', () => {
  test('are made once for each document, and again when the schema changes', async () => {
    const gateway = fakeGateway(sameDocument, () => ({ data: { a: 'x' } }));
    gateway.load();
    for (const text of ['{ a }', '{ a }', '{ a b }', '{ a }']) await gateway.run(text);
    expect(gateway.planned).toEqual(['{ a }', '{ a b }']);
    gateway.load('type Query { a: Int }');
    expect(await gateway.run('{ a }')).toEqual({ data: { a: null }, errors: undefined });
    expect(gateway.planned).toEqual(['{ a }', '{ a b }', '{ a }']);
    expect(gateway.times).toEqual(gateway.planned.map(() => expect.any(Number)));
    expect(gateway.ranByStock).toEqual([]);
  });

  test('are kept within bounds, the latest ones', async () => {
    const gateway = fakeGateway(sameDocument, () => ({ data: { a: 'x' } }));
    gateway.load();
    const documents = Array.from({ length: 1_001 }, (_, number) => `{ a_${String(number)}: a }`);
    for (const text of documents) await gateway.run(text);
    for (const text of [documents[1_000], documents[1], documents[0]]) await gateway.run(text ?? '');
    expect(gateway.planned.slice(documents.length)).toEqual([documents[0]]);
  });

  test('are not used before there is a schema', async () => {
    const gateway = fakeGateway(sameDocument, () => ({ data: {} }));
    expect(await gateway.run('{ a }')).toEqual({ data: { by: 'stock' }, errors: undefined });
  });

  test('check variables for each request, and send those that the operation uses', async () => {
    const text = 'query ($n: Int, $m: Int) { text(n: $n) a @include(if: true) b @skip(if: true) }';
    const gateway = fakeGateway(
      () => fetchOf('query ($n: Int) { text(n: $n) a }', { variableUsages: ['n'] }),
      () => ({ data: { text: 'x', a: 'y', b: 'not asked for' } }),
    );
    gateway.load();
    expect(await gateway.run(text, { n: 1, m: 2 })).toEqual({ data: { text: 'x', a: 'y' }, errors: undefined });
    expect((await gateway.run(text, { n: 'one' })).errors).toEqual([expect.stringContaining('$n')]);
    expect(gateway.calls).toEqual([{ query: 'query ($n: Int) { text(n: $n) a }', variables: { n: 1 } }]);
  });

  test('choose a branch by a variable or its default', async () => {
    const text = 'query ($yes: Boolean! = true) { a }';
    const gateway = fakeGateway(
      () =>
        ({
          kind: 'Condition',
          condition: 'yes',
          ifClause: fetchOf('{ a }'),
          elseClause: fetchOf('{ b }'),
        }) as ReturnType<PlanOf>,
      () => ({ data: {} }),
    );
    gateway.load();
    await gateway.run(text);
    await gateway.run(text, { yes: false });
    expect(gateway.calls).toMatchObject([{ query: '{ a }' }, { query: '{ b }' }]);
  });

  test('end in null for what fails, beside what does not', async () => {
    const node = { kind: 'Parallel', nodes: [fetchOf('{ a }'), fetchOf('{ b }')] } as ReturnType<PlanOf>;
    const gateway = fakeGateway(
      () => node,
      (query) => {
        if (query === '{ a }') throw new Error('the line is cut');
        return { data: { b: 'x' } };
      },
    );
    gateway.load();
    expect(await gateway.run('{ a b }')).toEqual({ data: { a: null, b: 'x' }, errors: ['the line is cut'] });
  });
});

describe('what has no program runs by the stock executor, and is counted', () => {
  test.each<readonly [UnsupportedReason, string, ReturnType<PlanOf>]>([
    ['introspection', '{ __schema { description } }', undefined],
    ['introspection', '{ __type(name: "Query") { name } }', undefined],
    ['name', '{ __proto__: a }', fetchOf('{ a }')],
    ['name', '{ a thing { constructor: text } }', fetchOf('{ a }')],
    ['name', 'query ($toString: Int) { text(n: $toString) }', fetchOf('{ a }', { variableUsages: ['toString'] })],
    ['name', 'query ($representations: Int) { a }', fetchOf('{ a }', { variableUsages: ['representations'] })],
    [
      'context',
      '{ a }',
      fetchOf('{ a }', { contextRewrites: [{ kind: 'KeyRenamer', path: ['a'], renameKeyTo: 'b' }] }),
    ],
    ['rewrite', '{ a }', fetchOf('{ a }', { outputRewrites: [{ kind: 'Unknown', path: ['a'] }] })],
    ['subgraph', '{ a }', fetchOf('{ a }', { serviceName: 'two' })],
    ['defer', '{ a }', { kind: 'Defer', primary: {}, deferred: [] }],
    ['node', '{ a }', { kind: 'SomethingNew' } as unknown as ReturnType<PlanOf>],
    ['subscription', '{ a }', { kind: 'Subscription', primary: fetchOf('{ a }') } as ReturnType<PlanOf>],
  ])('%s: %s', async (reason, text, node) => {
    const gateway = fakeGateway(
      () => node,
      () => ({ data: {} }),
    );
    gateway.load();
    for (const time of [1, 2])
      expect({ time, ...(await gateway.run(text)) }).toEqual({ time, data: { by: 'stock' }, errors: undefined });
    expect(gateway.unsupported).toEqual([reason, reason]);
    expect(gateway.calls).toEqual([]);
  });
});
