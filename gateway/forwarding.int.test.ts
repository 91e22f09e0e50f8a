import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bearer, startTestGateway } from './testing/test-gateway.ts';
import type { TestGateway } from './testing/test-gateway.ts';

const ME = '{ me { id displayName } }';

const KEY = '8e03978e-40d5-43dd-bc93-6894a57f9324';

describe('a query of a signed-in person', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({
      resolvers: {
        identity: {
          Query: { me: () => ({ id: 'p1', displayName: 'Thandi' }) },
          Principal: { __resolveReference: ({ id }: { id: string }) => ({ id, displayName: `name of ${id}` }) },
        },
        vault: { Query: { document: () => ({ id: 'd1', title: 'Will', owner: { id: 'p9' } }) } },
      },
    });
  });

  afterAll(() => gateway.close());

  test('is planned, sent signed with the context token, and answered', async () => {
    const token = gateway.signIn();
    const { status, body } = await gateway.post({ query: ME }, { ...bearer(token), 'x-request-id': 'request-0001' });
    expect({ status, body }).toEqual({ status: 200, body: { data: { me: { id: 'p1', displayName: 'Thandi' } } } });
    const call = gateway.services.identity.calls.at(-1);
    expect(call?.headers).toMatchObject({ 'x-request-id': 'request-0001', 'x-lifeready-client': 'web' });
    expect(call?.headers['authorization']).not.toBe(`Bearer ${token}`);
  });

  test('crosses services through entities', async () => {
    const query = '{ document(id: "d1") { title owner { displayName } } }';
    const { body } = await gateway.post({ query }, bearer(gateway.signIn()));
    expect(body).toEqual({ data: { document: { title: 'Will', owner: { displayName: 'name of p9' } } } });
  });

  test('an idempotency key reaches the subgraphs bound to the request, and nothing else that looks like one', async () => {
    const forwarded = async (query: string, headers: Record<string, string>): Promise<unknown> => {
      await gateway.post({ query }, { ...bearer(gateway.signIn()), ...headers });
      return gateway.services.identity.calls.at(-1)?.headers['x-lifeready-idempotency'];
    };
    const sent = await forwarded(ME, {
      'idempotency-key': KEY,
      'x-lifeready-idempotency': `spoofed.${'h'.repeat(43)}`,
    });
    expect(sent).toMatch(new RegExp(`^${KEY}[.][A-Za-z0-9_-]{43}$`));
    expect(await forwarded(ME, { 'idempotency-key': `"${KEY}"` })).toBe(sent);
    expect(await forwarded('{ me { id } }', { 'idempotency-key': KEY })).not.toBe(sent);
    expect(await forwarded(ME, { 'x-lifeready-idempotency': String(sent) })).toBeUndefined();
  });

  test.each(['short', `${KEY}, ${KEY}`, `${KEY}.x`])('an idempotency key %j is refused', async (key) => {
    const before = gateway.services.identity.calls.length;
    const { status, body } = await gateway.post({ query: ME }, { ...bearer(gateway.signIn()), 'idempotency-key': key });
    expect({ status, code: body.errors?.[0]?.extensions.code }).toEqual({ status: 400, code: 'BAD_REQUEST' });
    expect(gateway.services.identity.calls).toHaveLength(before);
  });

  test('[R-045] nothing the client sends besides the operation reaches a subgraph', async () => {
    const spoofed = {
      'x-user-id': 'somebody',
      'x-lifeready-client': 'partner-demo',
      'x-lifeready-callee': 'vault',
      signature: 'sig1=:AAAA:',
      'signature-input': 'sig1=()',
      cookie: 'a=b',
      'apollo-query-plan-experimental': '1',
    };
    const { body } = await gateway.post({ query: ME }, { ...bearer(gateway.signIn()), ...spoofed });
    expect(body).toEqual({ data: { me: { id: 'p1', displayName: 'Thandi' } } });
    const headers = gateway.services.identity.calls.at(-1)?.headers ?? {};
    expect(headers['x-lifeready-client']).toBe('web');
    expect(headers['x-lifeready-callee']).toBe('identity');
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-user-id']));
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['cookie']));
  });
});
