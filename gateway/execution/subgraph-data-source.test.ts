import { describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { silentLogger } from '#platform/logging';
import { createSubgraphDataSource } from './subgraph-data-source.ts';
import type { GraphQLDataSource } from '@apollo/gateway';
import type { GatewayContext } from './gateway-context.ts';
import type { SubgraphRequest } from './transport/subgraph-transport.ts';

type ProcessOptions = Parameters<GraphQLDataSource['process']>[0];

function contextOf(change: Partial<GatewayContext> = {}): GatewayContext {
  return {
    requestId: 'request-1',
    logger: silentLogger,
    contextToken: 'token',
    clientId: 'web',
    signal: new AbortController().signal,
    ...change,
  } as GatewayContext;
}

function source(answer: () => Promise<{ readonly data: object }> = async () => ({ data: {} })) {
  const sent: SubgraphRequest[] = [];
  const { process } = createSubgraphDataSource({
    send: (request) => {
      sent.push(request);
      return answer();
    },
  });
  const run = (context: GatewayContext, kind = 'query') =>
    process({
      kind: 'incoming operation',
      request: { query: '{ a b: c }', variables: { x: 1 } },
      incomingRequestContext: { operation: { operation: kind } },
      context,
    } as unknown as ProcessOptions);
  return { sent, run };
}

/** Keys of the callers of some requests. */
async function keysOf(...contexts: readonly GatewayContext[]): Promise<readonly string[]> {
  const { sent, run } = source();
  for (const context of contexts) await run(context);
  return sent.map(({ caller }) => caller.key);
}

describe('who is the same caller to a subgraph', () => {
  test('requests with the same token and the same client', async () => {
    const [one, other] = await keysOf(contextOf(), contextOf({ requestId: 'request-2' }));
    expect(one).toBe(other);
  });

  test.each<readonly [string, Partial<GatewayContext>]>([
    ['another token', { contextToken: 'another' }],
    ['another client', { clientId: 'partner' }],
    ['an idempotency key', { idempotencyKey: { key: '0190a000-0000-7000-8000-000000000001', hash: 'x' } as never }],
    ['no token', { contextToken: undefined }],
  ])('not one with %s', async (_what, change) => {
    const [one, other] = await keysOf(contextOf(), contextOf(change));
    expect(one).not.toBe(other);
  });

  test('not two without a token; each is one caller to itself', async () => {
    const [nobody, other] = [contextOf({ contextToken: undefined }), contextOf({ contextToken: undefined })];
    const [one, again, two] = await keysOf(nobody, nobody, other);
    expect(one).toBe(again);
    expect(one).not.toBe(two);
  });
});

test('what is part of a change is said to be', async () => {
  const { sent, run } = source();
  for (const kind of ['query', 'mutation']) await run(contextOf(), kind);
  expect(sent.map(({ onlyReads }) => onlyReads)).toEqual([true, false]);
});

test.each([
  ['the code of a refusal', new AppError('UNAUTHENTICATED'), { code: 'UNAUTHENTICATED' }],
  ['what is away', new AppError('SERVICE_UNAVAILABLE'), { code: 'SUBGRAPH_UNAVAILABLE' }],
  ['anything else', new TypeError('postgres://secret'), { code: 'SUBGRAPH_UNAVAILABLE' }],
  [
    'when to try again',
    new AppError('SUBGRAPH_UNAVAILABLE', { facts: { retryAfterSeconds: 3 } }),
    { code: 'SUBGRAPH_UNAVAILABLE', retryAfterSeconds: 3 },
  ],
])('a call that fails says at each of its places %s', async (_what, error, extensions) => {
  const { run } = source(() => Promise.reject(error));
  expect(await run(contextOf())).toEqual({
    data: null,
    errors: [
      { message: 'The subgraph call failed.', path: ['a'], extensions },
      { message: 'The subgraph call failed.', path: ['b'], extensions },
    ],
  });
});
