import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { subjectOf } from './testing/recording-services.ts';
import { bearer, startTestGateway } from './testing/test-gateway.ts';
import type { ReceivedCall } from './testing/fake-service.ts';
import type { GraphqlResult, TestGateway } from './testing/test-gateway.ts';

const QUERY = '{ documents { nodes { id title } } }';
const HANGS = (): Promise<never> => new Promise<never>(() => undefined);

let gateway: TestGateway;
/** Requests at identity, which answers them when a test says so. */
let atIdentity: { readonly arrived: () => Promise<void>; readonly release: () => void };

async function start(environment: Readonly<Record<string, string>> = {}): Promise<void> {
  const held: (() => void)[] = [];
  let isOpen = false;
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  atIdentity = {
    arrived: () => new Promise((resolve) => waiting.push({ count: 1, resolve })),
    release: () => {
      isOpen = true;
      for (const go of held.splice(0)) go();
    },
  };
  gateway = await startTestGateway({
    environment,
    resolvers: {
      identity: { Query: { me: () => ({ id: 'me' }) } },
      vault: {
        Query: {
          documents: (_parent: unknown, _args: unknown, call: unknown) => ({
            nodes: [{ id: 'd1', title: subjectOf((call as ReceivedCall).headers['authorization']) }],
          }),
        },
      },
    },
    routes: {
      identity: (server) => {
        server.addHook('preHandler', async (request) => {
          if (request.url !== '/internal/context-token' || isOpen) return;
          const turn = Promise.withResolvers<undefined>();
          held.push(() => {
            turn.resolve(undefined);
          });
          waiting.shift()?.resolve();
          await turn.promise;
        });
      },
    },
  });
}

afterEach(() => gateway.close());

const ask = (token: string, query = QUERY): Promise<GraphqlResult> => gateway.post({ query }, bearer(token));
const titleIn = ({ body }: GraphqlResult): unknown =>
  (body.data?.['documents'] as { readonly nodes: readonly { readonly title: unknown }[] }).nodes[0]?.title;

describe('the same query at the same time', () => {
  beforeEach(() => start());

  test('of one caller is one call of the subgraph', async () => {
    const me = newId();
    const token = gateway.signIn({ principalId: me });
    const arrived = atIdentity.arrived();
    const answers = Array.from({ length: 5 }, () => ask(token));
    await arrived;
    // All five have come in when the first of them goes on.
    await gateway.post({ query: '{ __typename }' });
    atIdentity.release();
    expect((await Promise.all(answers)).map(titleIn)).toEqual(Array.from({ length: 5 }, () => me));
    expect(gateway.services.vault.calls.length).toBeLessThan(5);
  });

  test('of several callers is a call for each, and each gets what is theirs', async () => {
    atIdentity.release();
    const people = Array.from({ length: 20 }, () => newId());
    const tokens = people.map((principalId) => gateway.signIn({ principalId }));
    for (let round = 0; round < 3; round += 1) {
      gateway.services.vault.calls.length = 0;
      const answers = await Promise.all(tokens.map((token) => ask(token)));
      expect(answers.map(titleIn)).toEqual(people);
      const subjects = gateway.services.vault.calls.map(({ headers }) => subjectOf(headers['authorization']));
      expect(subjects.toSorted()).toEqual(people.toSorted());
    }
  });

  test('is asked again by whoever comes when it is under way: it may have changed', async () => {
    atIdentity.release();
    const token = gateway.signIn();
    const first = Promise.withResolvers<undefined>();
    const turn = Promise.withResolvers<never>();
    gateway.services.vault.answer = () => {
      first.resolve(undefined);
      return turn.promise;
    };
    const early = ask(token);
    await first.promise;
    gateway.services.vault.answer = undefined;
    expect((await ask(token)).status).toBe(200);
    turn.resolve({ status: 200, body: { data: { documents: { nodes: [] } } } } as never);
    expect((await early).body.data).toEqual({ documents: { nodes: [] } });
    expect(gateway.services.vault.calls).toHaveLength(2);
  });
});

describe('[R-066] time', () => {
  test('is over for a request as a whole: 504, and no part of an answer', async () => {
    await start({ GATEWAY_REQUEST_TIMEOUT_MS: '300' });
    atIdentity.release();
    gateway.services.vault.answer = HANGS;
    const { status, body } = await ask(gateway.signIn(), '{ me { id } documents { nodes { id } } }');
    expect({ status, codes: body.errors?.map(({ extensions }) => extensions.code), data: body.data }).toEqual({
      status: 504,
      codes: ['GATEWAY_TIMEOUT'],
      data: undefined,
    });
  });

  test('is shorter for one subgraph, whose part is missing then', async () => {
    await start({ GATEWAY_SUBGRAPH_TIMEOUTS_MS: 'vault=300' });
    atIdentity.release();
    gateway.services.vault.answer = HANGS;
    const { status, body } = await ask(gateway.signIn(), '{ me { id } document(id: "d1") { id } }');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: { me: { id: 'me' }, document: null },
      errors: [{ path: ['document'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
    });
  });
});

describe('[R-059] an answer of a service', () => {
  test('that is larger than one may be is no answer, and the rest of the request is', async () => {
    await start({ GATEWAY_SUBGRAPH_MAX_ANSWER_BYTES: '2048' });
    atIdentity.release();
    const title = 'x'.repeat(1_900);
    gateway.services.vault.answer = () => ({ status: 200, body: { data: { document: { id: title } } } });
    const token = gateway.signIn();
    const query = '{ me { id } document(id: "d1") { id } }';
    expect((await ask(token, query)).body.data).toEqual({ me: { id: 'me' }, document: { id: title } });
    gateway.services.vault.answer = () => ({ status: 200, body: { data: { document: { id: title.repeat(2) } } } });
    expect((await ask(token, query)).body).toMatchObject({
      data: { me: { id: 'me' }, document: null },
      errors: [{ path: ['document'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
    });
  });
});

describe('[R-066] a service that is away', () => {
  beforeEach(() => start());

  test('is not called any more once 20 calls have failed; other parts of the graph answer', async () => {
    atIdentity.release();
    const token = gateway.signIn();
    gateway.services.vault.answer = () => ({ status: 503, body: { code: 'SERVICE_UNAVAILABLE' } });
    for (let call = 0; call < 20; call += 1) await ask(token);
    gateway.services.vault.calls.length = 0;
    const { status, body } = await ask(token, '{ me { id } document(id: "d1") { id } }');
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        data: { me: { id: 'me' }, document: null },
        errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryAfterSeconds: expect.any(Number) } }],
      },
    });
    expect(gateway.services.vault.calls).toEqual([]);
  });

  test('is counted: calls that failed, those that were not made, and that the circuit opened', async () => {
    atIdentity.release();
    const token = gateway.signIn();
    gateway.services.vault.answer = () => ({ status: 503, body: { code: 'SERVICE_UNAVAILABLE' } });
    for (let call = 0; call < 21; call += 1) await ask(token);
    const text = await gateway.metrics();
    const service = 'service="gateway"';
    expect(text).toContain(`lifeready_gateway_circuit_changes_total{subgraph="vault",state="open",${service}} 1`);
    expect(text).toContain(`lifeready_gateway_subgraph_calls_total{subgraph="vault",end="refused",${service}} 1`);
    expect(text).not.toContain('circuit_changes_total{subgraph="identity"');
  });

  test('and is identity makes nobody somebody, and tells nobody to sign in again', async () => {
    atIdentity.release();
    expect((await ask(gateway.signIn())).status).toBe(200);
    const token = gateway.signIn();
    await gateway.services.identity.close();
    const { status, body } = await ask(token);
    expect({ status, code: body.errors?.[0]?.extensions.code }).toEqual({ status: 503, code: 'SERVICE_UNAVAILABLE' });
    expect((await ask(`${token}x`)).body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
