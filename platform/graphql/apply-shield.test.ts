import { beforeEach, describe, expect, test } from '@jest/globals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { ACCESS_DIRECTIVE_SDL } from '#platform/access';
import { createManualClock } from '#platform/clock';
import { silentLogger } from '#platform/logging';
import { createRecordedDenials } from './testing/recorded-denials.ts';
import { applyShield } from './apply-shield.ts';
import { NOW_MS, SAMPLE_SDL, sampleCaller, sampleResolvers } from './testing/sample-subgraph.ts';
import type { ExecutionResult, GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import type { Actor } from '#platform/auth';
import type { RequestContext } from './request-context.ts';

const clock = createManualClock(NOW_MS);
let recorded: ReturnType<typeof createRecordedDenials>;
let sample: ReturnType<typeof sampleResolvers>;
let schema: GraphQLSchema;

function build(sdl: string): GraphQLSchema {
  return buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: sample.resolvers as GraphQLResolverMap<unknown> });
}

beforeEach(() => {
  sample = sampleResolvers();
  schema = build(SAMPLE_SDL);
  recorded = createRecordedDenials();
  applyShield(schema, { clock, denials: recorded });
});

const anonymous: Actor = { kind: 'anonymous' };

function run(source: string, actor: Actor = sampleCaller(), callerService = 'gateway'): Promise<ExecutionResult> {
  return graphql({ schema, source, contextValue: contextOf(actor, callerService) });
}

function contextOf(actor: Actor, callerService = 'gateway'): RequestContext {
  return {
    actor,
    callerService,
    contextToken: undefined,
    requestId: 'request-1',
    logger: silentLogger,
    recordDenial: () => undefined,
  };
}

/** Code of the error at each path. */
function codes({ errors = [] }: ExecutionResult): Record<string, unknown> {
  return Object.fromEntries(
    errors.map(({ path, originalError }) => [
      path?.join('.') ?? '',
      (originalError as { code?: string } | undefined)?.code,
    ]),
  );
}

const ENTITY = (fields: string): string =>
  `{ _entities(representations: [{ __typename: "Thing", id: "7" }]) { ... on Thing { ${fields} } } }`;

describe('[R-034] a rule in front of every root field', () => {
  test('lets through whom the policy names, and runs the resolver once', async () => {
    expect(await run('{ own { id text } }')).toEqual({ data: { own: { id: 'own', text: 'text' } } });
    expect(sample.ran).toEqual(['Query.own']);
  });

  test.each([
    ['{ own { id } }', anonymous, 'UNAUTHENTICATED'],
    ['{ own { id } }', sampleCaller({ role: 'operator' }), 'FORBIDDEN'],
    ['{ operators }', sampleCaller(), 'FORBIDDEN'],
    ['mutation { change }', anonymous, 'UNAUTHENTICATED'],
    ['mutation { change }', sampleCaller({ scopes: ['read:all'] }), 'FORBIDDEN'],
    ['{ fresh }', sampleCaller({ authTime: NOW_MS / 1000 - 301 }), 'STEP_UP_REQUIRED'],
    ['{ fresh }', sampleCaller({ acr: 'aal1' }), 'STEP_UP_REQUIRED'],
  ])('%s is refused before its resolver runs (%#)', async (source, actor, code) => {
    expect(Object.values(codes(await run(source, actor)))).toEqual([code]);
    expect(sample.ran).toEqual([]);
  });

  test('[R-030] the refusal of an old factor says which one would do', async () => {
    const { errors } = await run('{ fresh }', sampleCaller({ authTime: 0 }));
    expect(errors?.[0]?.originalError).toMatchObject({
      facts: { error: 'insufficient_user_authentication', acr_values: 'aal2', max_age: 300 },
    });
  });

  test('nobody may read what is public, beside what is refused', async () => {
    const result = await run('{ open own { id } }', anonymous);
    expect(result.data).toEqual({ open: 'open', own: null });
    expect(codes(result)).toEqual({ own: 'UNAUTHENTICATED' });
  });

  test('an alias or a fragment is no way round', async () => {
    const result = await run('{ a: operators ...more } fragment more on Query { b: operators }');
    expect(codes(result)).toEqual({ a: 'FORBIDDEN', b: 'FORBIDDEN' });
  });

  test('__typename alone says nothing that is not in the schema', async () => {
    expect(await run('{ __typename }', anonymous)).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('[R-034] a rule in front of every object field, also through _entities', () => {
  test('lets through whom the type names', async () => {
    expect(await run(ENTITY('id text author { id }'))).toEqual({
      data: { _entities: [{ id: '7', text: 'text', author: { id: 'author-of-7' } }] },
    });
  });

  test.each([
    [anonymous, 'UNAUTHENTICATED'],
    [sampleCaller({ role: 'auditor' }), 'FORBIDDEN'],
    [sampleCaller({ scopes: [] }), 'FORBIDDEN'],
  ])('refuses everybody else, although no root field was passed (%#)', async (actor, code) => {
    const result = await run(ENTITY('text secret'), actor);
    expect(Object.values(codes(result))).toEqual([code, code]);
    expect(JSON.stringify(result.data)).not.toContain('canary');
  });

  test("a field's own policy is stricter than its type's", async () => {
    const result = await run(ENTITY('text secret'));
    expect(result.data).toEqual({ _entities: [{ text: 'text', secret: null }] });
    expect(codes(result)).toEqual({ '_entities.0.secret': 'FORBIDDEN' });
    const red = await run(ENTITY('secret'), sampleCaller({ tiers: ['red'] }));
    expect(red).toEqual({ data: { _entities: [{ secret: 'canary-secret' }] } });
  });

  test('a decision for one item of a list holds for all, and for one field only', async () => {
    const result = await run('{ things { id secret } }');
    expect(Object.keys(codes(result))).toHaveLength(20);
    expect(JSON.stringify(result.data)).not.toContain('canary');
  });

  test('[R-044] _entities and _service are for services only', async () => {
    const result = await run(`{ _service { sdl } ${ENTITY('id').slice(1)}`, sampleCaller(), '');
    expect(Object.values(codes(result))).toEqual(expect.arrayContaining(['SERVICE_SIGNATURE_INVALID']));
    expect(result.data ?? null).toBeNull();
    expect(sample.ran).toEqual([]);
    expect((await run('{ _service { sdl } }', anonymous)).data).toEqual({
      _service: { sdl: expect.stringContaining('type Thing') },
    });
  });
});

test('[R-044] a subgraph without entities has rules in front of everything else', async () => {
  const sdl = `${ACCESS_DIRECTIVE_SDL} type Query { operators: String @access(roles: ["operator"], owner: "TENANT") }`;
  const keyless = buildSubgraphSchema(parse(sdl));
  expect(keyless.getQueryType()?.getFields()['_entities']).toBeUndefined();
  applyShield(keyless, { clock, denials: recorded });
  const contextValue = contextOf(sampleCaller(), '');
  const result = await graphql({ schema: keyless, source: '{ operators _service { sdl } }', contextValue });
  expect(codes(result)).toMatchObject({ operators: 'FORBIDDEN', _service: 'SERVICE_SIGNATURE_INVALID' });
});

test('one caller is not decided for by the rule of another', async () => {
  const [first, second] = await Promise.all([
    run('{ operators }', sampleCaller({ role: 'operator' })),
    run('{ operators }'),
  ]);
  expect(first).toEqual({ data: { operators: 'operators' } });
  expect(codes(second)).toEqual({ operators: 'FORBIDDEN' });
});

test.each([
  ['a field without a policy', '{ forgotten: Int }', 'Query.forgotten: has no @access'],
  [
    'an unknown audit action',
    '{ one: Int @access(owner: "OWNER", audit: "case.case.lose") }',
    'unknown audit action "case.case.lose"',
  ],
])('%s stops start-up', (_case, fields, problem) => {
  const broken = build(`${SAMPLE_SDL} extend type Query ${fields}`);
  expect(() => applyShield(broken, { clock, denials: recorded })).toThrow(problem);
});

test('an answer of a rule holds for one request and for no other rule', async () => {
  const context = contextOf(sampleCaller());
  const first = await graphql({ schema, source: '{ things { id secret } own { id } }', contextValue: context });
  expect(new Set(Object.values(codes(first)))).toEqual(new Set(['FORBIDDEN']));
  expect(JSON.stringify(first.data)).not.toContain('canary');
  expect(codes(await run('{ own { id } }', anonymous))).toEqual({ own: 'UNAUTHENTICATED' });
});

test('a list asks each rule once, and its scalars are no promises', async () => {
  const field = (schema.getType('Thing') as GraphQLObjectType).getFields()['text'];
  const context = contextOf(sampleCaller());
  const resolve = (): unknown => field?.resolve?.({ text: 'text' }, {}, context, { fieldName: 'text' } as never);
  expect(resolve()).toBeInstanceOf(Promise);
  expect(resolve()).toBe('text');
  expect(resolve()).toBe('text');
});

test('errors of resolvers come through as they are', async () => {
  expect(codes(await run('{ failing(how: "known") }'))).toEqual({ failing: 'CONFLICT' });
  expect((await run('{ failing(how: "unknown") }')).errors?.[0]?.originalError).toBeInstanceOf(TypeError);
  expect(codes(await run('{ a: failing(how: "known") b: failing(how: "known") }'))).toEqual({
    a: 'CONFLICT',
    b: 'CONFLICT',
  });
});

describe('what is refused is recorded', () => {
  test('with the coordinate that was asked for, the reason, and who asked', async () => {
    const actor = sampleCaller({ scopes: [] });
    await run('{ open operators own { id } }', actor);
    await run(ENTITY('text'), actor);
    await run('{ own { id } }', anonymous);
    const denial = { layer: 'shield', requestId: 'request-1' };
    expect(recorded.denials).toEqual([
      { ...denial, actor, coordinate: 'Query.operators', reason: 'role' },
      { ...denial, actor, coordinate: 'Thing.id', reason: 'scope' },
      { ...denial, actor, coordinate: 'Thing.text', reason: 'scope' },
      { ...denial, actor: anonymous, coordinate: 'Query.own', reason: 'unauthenticated' },
    ]);
  });

  test('once for a request, however many objects there are', async () => {
    await run('{ things { secret } }');
    expect(recorded.denials).toEqual([expect.objectContaining({ coordinate: 'Thing.secret', reason: 'tier' })]);
  });

  test('and nothing else is', async () => {
    await run('{ own { id text } things { id } open failing(how: "known") }');
    expect(recorded.denials).toEqual([]);
  });
});
