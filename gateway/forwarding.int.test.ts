import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bearer, startTestGateway } from './testing/test-gateway.ts';
import type { TestGateway } from './testing/test-gateway.ts';

const ME = '{ me { id displayName } }';

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
