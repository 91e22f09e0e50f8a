import { buildSubgraphSchema } from '@apollo/subgraph';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { graphql, parse } from 'graphql';
import { createManualClock } from '#platform/clock';
import { silentLogger } from '#platform/logging';
import { answering, applyIdempotency } from './answering.ts';
import { applyShield } from './apply-shield.ts';
import { createRecordedDenials } from './testing/recorded-denials.ts';
import { NOW_MS, SAMPLE_SDL, sampleCaller, sampleResolvers } from './testing/sample-subgraph.ts';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { Actor } from '#platform/auth';
import type { KeyedCall, Once } from '#platform/idempotency';
import type { RequestContext } from './request-context.ts';

const KEY = { key: 'k'.repeat(36), requestHash: 'h'.repeat(43) };
const GRANT_ID = '01a201fc-14e5-7f42-8abe-6e70d0533b10';

/** What was asked of `once`, and how often the resolver ran. */
let calls: { call: KeyedCall; mayHave: (grantId: string | null) => boolean }[];
let ran: number;
const once: Once = {
  answer: (call, work, mayHave) => {
    calls.push({ call, mayHave });
    return work();
  },
};

function build(change: unknown): GraphQLSchema {
  const { resolvers } = sampleResolvers();
  const Mutation = { change };
  return buildSubgraphSchema({
    typeDefs: parse(SAMPLE_SDL),
    resolvers: { ...(resolvers as object), Mutation } as GraphQLResolverMap<unknown>,
  });
}

const repeated = answering(
  () => {
    ran += 1;
    return Promise.resolve({ text: 'changed' });
  },
  ({ text }) => text,
);

function run(schema: GraphQLSchema, context: Partial<RequestContext>, source = 'mutation { change }') {
  const base = { actor: sampleCaller(), callerService: 'gateway', contextToken: undefined, requestId: 'request-1' };
  const contextValue = { ...base, logger: silentLogger, recordDenial: () => undefined, ...context };
  return graphql({ schema, source, contextValue });
}

function codeOf({ errors = [] }: ExecutionResult): unknown {
  return (errors[0]?.originalError as { code?: string } | undefined)?.code;
}

beforeEach(() => {
  calls = [];
  ran = 0;
});

describe('a mutation that can be repeated', () => {
  function schema(): GraphQLSchema {
    const built = build(repeated);
    applyIdempotency(built, { once, withoutKey: {} });
    return built;
  }

  test('without a key is nothing special', async () => {
    expect(await run(schema(), {})).toEqual({ data: { change: 'changed' } });
    expect(calls).toEqual([]);
  });

  test('with a key is the caller’s, in its place of the request, and presents what the change hands back', async () => {
    const actor = sampleCaller({ grants: [{ id: GRANT_ID } as never] });
    const result = await run(schema(), { actor, idempotencyKey: KEY }, 'mutation { mine: change }');
    expect(result).toEqual({ data: { mine: 'changed' } });
    const [asked] = calls;
    const { tenantId, principalId } = actor;
    expect(asked?.call).toMatchObject({ ...KEY, caller: { tenantId, principalId }, place: 'mine' });
    expect(asked?.call.present({ text: 'kept' })).toBe('kept');
    expect([null, GRANT_ID, 'another'].map((id) => asked?.mayHave(id))).toEqual([true, true, false]);
  });

  test('with a key of nobody in particular is refused', async () => {
    const actor: Actor = { kind: 'anonymous' };
    expect(codeOf(await run(schema(), { actor, idempotencyKey: KEY }))).toBe('IDEMPOTENCY_KEY_NOT_TAKEN');
    expect(ran).toBe(0);
  });

  test('[R-034] asks the rules first: whoever may not do it gets no kept answer either', async () => {
    const built = schema();
    applyShield(built, { clock: createManualClock(NOW_MS), denials: createRecordedDenials() });
    const actor = sampleCaller({ scopes: ['read:all'] });
    expect(codeOf(await run(built, { actor, idempotencyKey: KEY }))).toBe('FORBIDDEN');
    expect(calls).toEqual([]);
  });
});

describe('a mutation that takes no key', () => {
  const plain = (): string => {
    ran += 1;
    return 'changed';
  };

  test.each([
    ['by the list', { once, withoutKey: { change: 'it has its reason' } }],
    ['of a service that keeps no answers', undefined],
  ])('%s runs without one and refuses it', async (_case, repeatable) => {
    const built = build(plain);
    applyIdempotency(built, repeatable);
    expect(await run(built, {})).toEqual({ data: { change: 'changed' } });
    expect(codeOf(await run(built, { idempotencyKey: KEY }))).toBe('IDEMPOTENCY_KEY_NOT_TAKEN');
    expect(ran).toBe(1);
  });
});

describe('the service does not start', () => {
  test.each([
    ['when it is not said how a mutation is repeated', () => 'changed', {}],
    ['when one is said to take no key and can be repeated', repeated, { change: 'reason' }],
  ])('%s', (_case, change, withoutKey) => {
    expect(() => {
      applyIdempotency(build(change), { once, withoutKey });
    }).toThrow('Mutation.change must either answer repetitions or be listed as taking no key');
  });
});
