import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { bearer, startTestGateway } from '../testing/test-gateway.ts';
import type { TestGateway } from '../testing/test-gateway.ts';

const RESPONSE_JSON = { accept: 'application/graphql-response+json' };

describe.each(['2025', '2026'])('GraphQL over HTTP, draft of %s', (draft) => {
  let gateway: TestGateway;
  const is2026 = draft === '2026';

  beforeAll(async () => {
    gateway = await startTestGateway({
      environment: { GATEWAY_HTTP_DRAFT: draft },
      resolvers: {
        audit: { Query: { auditCheckpoint: () => ({ size: 7 }) } },
      },
    });
  });
  afterAll(() => gateway.close());

  // Those of requests by GET come without a sign that the browser asked first; each is optional and refused (CSRF_PREVENTED).
  const audits = serverAudits({ url: () => `${gateway.url}/graphql`, fetchFn: fetch });

  test.each(audits.map(({ id, name, fn }) => [id, name, fn] as const))(
    '[R-058] audit %s: %s',
    async (_id, name, fn) => {
      const { status } = await fn();
      expect(status).not.toBe('error');
      if (name.startsWith('MUST')) expect(status).toBe('ok');
    },
  );

  test('the list of audits is whole', () => {
    expect(audits.length).toBeGreaterThan(60);
  });

  test.each([
    ['a document that is none', { query: '{' }, 400, 400],
    ['a body that is no JSON', '{', 400, 400],
    ['a body that is no request', { qeury: '{ me { id } }' }, 400, 422],
    ['variables of a wrong type', { query: '{ me { id } }', variables: [7] }, 400, 422],
    ['several requests', [{ query: '{ me { id } }' }], 400, 422],
    ['a field that is not there', { query: '{ mee { id } }' }, 400, 422],
    ['an operation that is not there', { query: 'query A { me { id } }', operationName: 'B' }, 400, 422],
    ['a variable that does not fit', { query: 'query ($a: Boolean!) { me @skip(if: $a) { id } }' }, 400, 422],
    ['somebody unknown', { query: '{ me { id } }' }, 401, 401],
    ['an unknown id', { documentId: 'nobodys' }, 404, 404],
    ['a document that is too deep', { query: '{ a '.repeat(11) + '}'.repeat(11) }, 400, 400],
  ])('%s', async (_what, body, before, since) => {
    const { status, body: answer } = await gateway.post(body, RESPONSE_JSON);
    expect(status).toBe(is2026 ? since : before);
    expect(answer.data).toBeUndefined();
  });

  test('a part of the data is said in the status, to clients that know the type of the specification', async () => {
    gateway.services.case.answer = () => ({ status: 503, body: {} });
    const query = `{ auditCheckpoint { size } case(id: "019a0000-0000-7000-8000-000000000009") { id } }`;
    const token = gateway.signIn();
    const known = await gateway.post({ query }, { ...bearer(token), ...RESPONSE_JSON });
    const plain = await gateway.post({ query }, bearer(token));
    expect(known.body).toMatchObject({ data: { auditCheckpoint: { size: 7 } }, errors: [{}] });
    expect([known.status, plain.status]).toEqual([is2026 ? 294 : 200, 200]);
  });
});
