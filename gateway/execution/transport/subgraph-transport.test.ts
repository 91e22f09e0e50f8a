import { describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { MAX_BATCH_ITEMS, writeBatchAnswer } from '#platform/graphql';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { createSubgraphTransport } from './subgraph-transport.ts';
import type { BufferedAnswer, BufferedCall } from '#platform/http';
import type { SubgraphRequest } from './subgraph-transport.ts';

interface Made {
  readonly call: BufferedCall;
  answer(body: unknown, status?: number): void;
  fail(error: Error): void;
}

function world(change: { readonly batching?: boolean; readonly sharing?: boolean } = {}) {
  const made: Made[] = [];
  let nowMs = 1_000;
  const clock = (): number => nowMs;
  const counted: string[] = [];
  const transport = createSubgraphTransport({
    client: {
      exchange: (call) =>
        new Promise<BufferedAnswer>((resolve, reject) => {
          made.push({
            call,
            answer: (body, status = 200) => {
              const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
              resolve({ status, headers: {}, body: bytes });
            },
            fail: reject,
          });
        }),
    },
    breaker: createCircuitBreaker({ nowMs: clock, onChange: (state) => counted.push(state) }),
    counters: {
      ended: (end) => counted.push(end),
      shared: () => counted.push('shared'),
      together: (operations) => counted.push(`together ${String(operations)}`),
      repeated: () => counted.push('repeated'),
      circuit: () => undefined,
    },
    maxAnswerBytes: 1_000,
    batching: change.batching ?? true,
    sharing: change.sharing ?? true,
    nowMs: clock,
    settings: { timeoutMs: 500, slowFields: new Map([['Query.slow', 9_000]]), recorded: new Set(['recorded']) },
  });
  return {
    transport,
    made,
    counted,
    pass: (ms: number): void => {
      nowMs += ms;
    },
    /** The call that was made last. */
    last: (): Made => {
      const found = made.at(-1);
      if (found === undefined) throw new Error('nothing was sent');
      return found;
    },
    /** Makes `text` known as an operation with small answers. */
    learn: async (text: string, request: Partial<SubgraphRequest> = {}): Promise<void> => {
      const answer = transport.send(requestFor(text, { receivedAtMs: Infinity, ...request }));
      made.at(-1)?.answer({ data: { learnt: true } });
      await answer;
      made.length = 0;
      counted.length = 0;
    },
  };
}

function requestFor(text: string, change: Partial<SubgraphRequest> = {}): SubgraphRequest {
  return {
    text,
    operationName: undefined,
    variables: {},
    caller: callerNamed('thandi'),
    requestId: 'request-1',
    onlyReads: true,
    receivedAtMs: 1_000,
    signal: new AbortController().signal,
    allowMs: undefined,
    ...change,
  };
}

function callerNamed(contextToken: string): SubgraphRequest['caller'] {
  const headers = { 'x-lifeready-client': 'web' };
  return { contextToken, headers, key: JSON.stringify([contextToken, headers]) };
}

const endOfTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('identical queries', () => {
  test('of one caller that are asked at the same time are one call, with an answer for each', async () => {
    const { transport, made, counted, last } = world();
    const answers = [1, 2, 3].map(() => transport.send(requestFor('{ a }')));
    expect(made).toHaveLength(1);
    last().answer({ data: { a: { b: 1 } } });
    const [first, second, third] = await Promise.all(answers);
    expect([first, second, third]).toEqual(Array.from({ length: 3 }, () => ({ data: { a: { b: 1 } } })));
    // What one request does with its answer, no other sees.
    expect(first?.data).not.toBe(second?.data);
    expect(second?.data).not.toBe(third?.data);
    expect(counted).toEqual(['shared', 'shared', 'answered']);
  });

  test.each<readonly [string, Partial<SubgraphRequest>]>([
    ['of another caller', { caller: callerNamed('sipho') }],
    [
      'of the same person through another client',
      {
        caller: {
          contextToken: 'thandi',
          headers: { 'x-lifeready-client': 'partner' },
          key: '["thandi",{"x-lifeready-client":"partner"}]',
        },
      },
    ],
    ['with other variables', { variables: { a: 1 } }],
    ['with another text', { text: '{ b }' }],
    ['of a request that changes something', { onlyReads: false }],
    ['of a request that came in after the call began', { receivedAtMs: 1_001 }],
    ['of a request of which nobody knows when it came in', { receivedAtMs: undefined }],
  ])('%s are a call of their own', async (_what, change) => {
    const { transport, made } = world();
    const answers = [transport.send(requestFor('{ a }')), transport.send(requestFor('{ a }', change))];
    expect(made).toHaveLength(2);
    for (const [index, { answer }] of made.entries()) answer({ data: { number: index } });
    expect(await Promise.all(answers)).toEqual([{ data: { number: 0 } }, { data: { number: 1 } }]);
  });

  test.each([['mutation { a }'], ['{ recorded }'], ['query { ...F } fragment F on Query { a }']])(
    'are never shared where each counts: %s',
    (text) => {
      const { transport, made } = world();
      for (let time = 0; time < 2; time += 1) void transport.send(requestFor(text));
      expect(made).toHaveLength(2);
    },
  );

  test('are calls of their own where that is wanted', () => {
    const { transport, made } = world({ sharing: false });
    for (let time = 0; time < 2; time += 1) void transport.send(requestFor('{ a }'));
    expect(made).toHaveLength(2);
  });

  test('are asked again once there is an answer', async () => {
    const { transport, made, last } = world({ batching: false });
    for (const number of [1, 2]) {
      const answer = transport.send(requestFor('{ a }'));
      last().answer({ data: { number } });
      expect(await answer).toEqual({ data: { number } });
    }
    expect(made).toHaveLength(2);
  });

  test('fail together', async () => {
    const { transport, last } = world();
    const answers = [1, 2].map(() => transport.send(requestFor('{ a }')));
    last().fail(new AppError('SERVICE_UNAVAILABLE'));
    const codes = await Promise.all(
      answers.map((answer) => answer.catch((error: unknown) => (error as AppError).code)),
    );
    expect(codes).toEqual(['SERVICE_UNAVAILABLE', 'SERVICE_UNAVAILABLE']);
  });
});

describe('somebody who leaves', () => {
  test('ends the call when nobody else waits for it', async () => {
    const { transport, last } = world();
    const [one, other] = [new AbortController(), new AbortController()];
    const answers = [one, other].map(({ signal }) => transport.send(requestFor('{ a }', { signal })));
    one.abort();
    await expect(answers[0]).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(last().call.signal.aborted).toBe(false);
    other.abort();
    await expect(answers[1]).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(last().call.signal.aborted).toBe(true);
  });

  test('is not waited for: whoever asks next makes a call of their own', async () => {
    const { transport, made } = world();
    const gone = new AbortController();
    const left = transport.send(requestFor('{ a }', { signal: gone.signal }));
    gone.abort();
    await expect(left).rejects.toBeInstanceOf(AppError);
    void transport.send(requestFor('{ a }'));
    expect(made).toHaveLength(2);
  });

  test('before anything is sent costs no call', async () => {
    const { transport, made, learn } = world();
    const gone = AbortSignal.abort();
    await expect(transport.send(requestFor('{ a }', { signal: gone }))).rejects.toBeInstanceOf(AppError);
    await learn('{ b }');
    const leaving = new AbortController();
    const left = transport.send(requestFor('{ b }', { signal: leaving.signal }));
    leaving.abort();
    await expect(left).rejects.toBeInstanceOf(AppError);
    await endOfTurn();
    expect(made).toEqual([]);
  });
});

describe('small queries of one turn of the event loop', () => {
  const texts = Array.from({ length: MAX_BATCH_ITEMS + 1 }, (_, number) => `{ field_${String(number)} }`);

  test('of one caller travel together, and each gets its own answer', async () => {
    const { transport, made, learn, last, counted } = world();
    for (const text of ['{ a }', '{ b }']) await learn(text);
    const requests = ['{ a }', '{ b }'].map((text, number) =>
      transport.send(requestFor(text, { requestId: `request-${String(number)}` })),
    );
    expect(made).toEqual([]);
    await endOfTurn();
    expect(made.map(({ call: { path, contextToken } }) => ({ path, contextToken }))).toEqual([
      { path: '/graphql/batch', contextToken: 'thandi' },
    ]);
    expect(JSON.parse(last().call.json)).toEqual([
      { requestId: 'request-0', request: { query: '{ a }', variables: {} } },
      { requestId: 'request-1', request: { query: '{ b }', variables: {} } },
    ]);
    last().answer(writeBatchAnswer(['{"data":{"a":1}}', '{"errors":[{"message":"m"}]}']));
    expect(await Promise.all(requests)).toEqual([{ data: { a: 1 } }, { errors: [{ message: 'm' }] }]);
    expect(counted).toEqual(['together 2', 'answered']);
  });

  test('of several callers travel with nobody else', async () => {
    const { transport, made, learn } = world();
    for (const text of ['{ a }', '{ b }']) await learn(text);
    const callers = ['thandi', 'sipho', 'thandi', 'sipho'];
    callers.forEach((name, number) => {
      void transport.send(
        requestFor(number < 2 ? '{ a }' : '{ b }', { caller: callerNamed(name), variables: { name } }),
      );
    });
    await endOfTurn();
    expect(made.map(({ call }) => call.contextToken)).toEqual(['thandi', 'sipho']);
    for (const { call } of made) {
      const items = JSON.parse(call.json) as { request: { variables: { name: string } } }[];
      expect(items.map(({ request }) => request.variables.name)).toEqual([call.contextToken, call.contextToken]);
    }
  });

  test('go by themselves when there is only one, and in several calls when there are many', async () => {
    const { transport, made, learn } = world();
    for (const text of texts) await learn(text);
    for (const text of texts) void transport.send(requestFor(text));
    await endOfTurn();
    expect(made.map(({ call }) => call.path)).toEqual(['/graphql/batch', '/graphql']);
  });

  test.each<readonly [string, string, (transport: ReturnType<typeof world>) => Promise<void>]>([
    ['of an unknown size', '{ a }', () => Promise.resolve()],
    [
      'that are large',
      '{ a }',
      async ({ transport, last }) => {
        const answer = transport.send(requestFor('{ a }'));
        last().answer({ data: { a: 'x'.repeat(10_000) } });
        await answer;
      },
    ],
    [
      'that take long',
      '{ a }',
      async ({ transport, last, pass }) => {
        const answer = transport.send(requestFor('{ a }'));
        pass(200);
        last().answer({ data: { a: 1 } });
        await answer;
      },
    ],
    ['that may take long', '{ slow }', ({ learn }) => learn('{ slow }')],
    ['that are changes', 'mutation { a }', ({ learn }) => learn('mutation { a }')],
  ])('go by themselves, at once, %s', async (_what, text, prepare) => {
    const here = world();
    await prepare(here);
    const before = here.made.length;
    for (const number of [1, 2]) void here.transport.send(requestFor(text, { variables: { number } }));
    expect(here.made.slice(before).map(({ call }) => call.path)).toEqual(['/graphql', '/graphql']);
  });

  test('go by themselves to subgraphs that do not know better', async () => {
    const { transport, made, learn } = world({ batching: false });
    await learn('{ a }');
    for (const number of [1, 2]) void transport.send(requestFor('{ a }', { variables: { number } }));
    expect(made.map(({ call }) => call.path)).toEqual(['/graphql', '/graphql']);
  });

  test('go one by one to a subgraph that does not know the route yet', async () => {
    const { transport, learn, made, last } = world();
    await learn('{ a }');
    const requests = [1, 2].map((number) => transport.send(requestFor('{ a }', { variables: { number } })));
    await endOfTurn();
    last().answer({ code: 'NOT_FOUND' }, 404);
    await endOfTurn();
    expect(made.map(({ call }) => call.path)).toEqual(['/graphql/batch', '/graphql', '/graphql']);
    for (const [index, { answer }] of made.entries()) answer({ data: { index } });
    expect(await Promise.all(requests)).toEqual([{ data: { index: 1 } }, { data: { index: 2 } }]);
  });

  test.each<readonly [string, Buffer]>([
    ['too few answers', writeBatchAnswer(['{"data":{}}'])],
    ['more than the answers', Buffer.concat([writeBatchAnswer(['{"data":{}}', '{"data":{}}']), Buffer.from('x')])],
    ['no lengths', Buffer.from('{"data":{}}')],
    ['lengths that are none', Buffer.from('[1,-1]\n')],
  ])('all fail when the answer has %s', async (_what, body) => {
    const { transport, learn, last } = world();
    await learn('{ a }');
    const requests = [1, 2].map((number) => transport.send(requestFor('{ a }', { variables: { number } })));
    await endOfTurn();
    last().answer(body);
    for (const request of requests) await expect(request).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });
});

describe('a call', () => {
  test('has the time of its subgraph, and of its slow fields, of which the request is told', () => {
    const { transport, made } = world();
    const allowed: number[] = [];
    const allowMs = (ms: number): void => void allowed.push(ms);
    for (const text of ['{ a }', '{ slow }']) void transport.send(requestFor(text, { allowMs }));
    expect(made.map(({ call }) => call.timeoutMs)).toEqual([500, 9_000]);
    expect(allowed).toEqual([9_000]);
  });

  test('is repeated only when it reads', () => {
    const { transport, made } = world();
    for (const text of ['{ a }', 'mutation { a }']) void transport.send(requestFor(text));
    expect(made.map(({ call }) => call.isRepeatable)).toEqual([true, false]);
  });

  test('is not made once 20 have failed, and says when to try again; refusals of the subgraph are no failures', async () => {
    const { transport, made, last, pass } = world();
    const failed = async (end: (call: Made) => void): Promise<unknown> => {
      const answer = transport.send(requestFor('{ a }', { receivedAtMs: undefined })).catch((error: unknown) => error);
      end(last());
      return answer;
    };
    for (let call = 0; call < 30; call += 1) await failed(({ answer }) => answer({ code: 'UNAUTHENTICATED' }, 401));
    pass(20_000);
    for (let call = 0; call < 20; call += 1) await failed(({ answer }) => answer({ code: 'SERVICE_UNAVAILABLE' }, 503));
    made.length = 0;
    await expect(transport.send(requestFor('{ a }'))).rejects.toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
      facts: { retryAfterSeconds: 5 },
    });
    expect(made).toEqual([]);
  });
});
