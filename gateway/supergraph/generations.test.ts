import { describe, expect, test } from '@jest/globals';
import { createGenerations } from './generations.ts';
import type { GraphqlCall, GraphqlReply } from '../execution/graphql-call.ts';
import type { GatewayContext } from '../execution/gateway-context.ts';
import type { Generation } from './generation.ts';

const CALL: GraphqlCall = { query: '{ a }', operationName: undefined, variables: undefined, accept: undefined };
const CONTEXT = {} as GatewayContext;

/** A generation whose answers are given when a test says so. */
function held(name: string) {
  const waiting: PromiseWithResolvers<GraphqlReply>[] = [];
  const state = { stops: 0 };
  const execute = (): Promise<GraphqlReply> => {
    const answer = Promise.withResolvers<GraphqlReply>();
    waiting.push(answer);
    return answer.promise;
  };
  const stop = (): Promise<void> => {
    state.stops += 1;
    return Promise.resolve();
  };
  const generation = { name, server: { execute, stop }, stop } as unknown as Generation;
  const answer = (): void => waiting.shift()?.resolve({ status: 200, headers: {}, body: name });
  const fail = (): void => waiting.shift()?.reject(new Error(name));
  return { generation, state, answer, fail };
}

function unexpected(error: unknown): never {
  throw error;
}

describe('a supergraph that takes the place of another', () => {
  test('gets the requests that come after it, and the one before answers those that it has', async () => {
    const [old, next] = [held('old'), held('new')];
    const { server, replace, current } = createGenerations(old.generation, unexpected);
    const first = server.execute(CALL, CONTEXT);
    replace(next.generation);
    const second = server.execute(CALL, CONTEXT);
    expect(current()).toBe(next.generation);
    next.answer();
    old.answer();
    expect([(await first).body, (await second).body]).toEqual(['old', 'new']);
  });

  test('lets the one before go with the last of its requests, failed ones too, and once', async () => {
    const [old, next] = [held('old'), held('new')];
    const { server, replace } = createGenerations(old.generation, unexpected);
    const requests = [server.execute(CALL, CONTEXT), server.execute(CALL, CONTEXT)];
    replace(next.generation);
    old.answer();
    await requests[0];
    expect(old.state.stops).toBe(0);
    old.fail();
    await expect(requests[1]).rejects.toThrow('old');
    expect([old.state.stops, next.state.stops]).toEqual([1, 0]);
  });

  test('lets one without requests go at once', () => {
    const [old, next] = [held('old'), held('new')];
    createGenerations(old.generation, unexpected).replace(next.generation);
    expect(old.state.stops).toBe(1);
  });
});
