import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { documentIdOf } from '../documents/manifest.ts';
import { bearer, startTestGateway } from '../testing/test-gateway.ts';
import type { TestGateway } from '../testing/test-gateway.ts';

const CHECKPOINT = '{ auditCheckpoint { size } }';
const PREFLIGHTED = { 'apollo-require-preflight': '1' };
const caseTypes = readFileSync(
  path.join(import.meta.dirname, '..', '..', 'schema', 'persisted', 'partner-demo', 'CaseTypes.graphql'),
  'utf8',
);

describe('[R-058] queries by GET', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({
      resolvers: {
        audit: { Query: { auditCheckpoint: () => ({ size: 7 }) } },
        identity: { Query: { me: () => ({ id: 'p1' }) } },
        case: {
          Query: { caseTypes: () => [{ type: 'EMERGENCY_PACK', purpose: 'p', requiredSlots: [], disclaimer: 'd' }] },
        },
      },
    });
  });
  afterAll(() => gateway.close());

  const get = async (
    parameters: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = PREFLIGHTED,
    at = '/graphql',
  ) => {
    const response = await fetch(`${gateway.url}${at}?${new URLSearchParams(parameters).toString()}`, { headers });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };

  test.each([
    ['a header that forms do not have', PREFLIGHTED],
    ['the name of an operation in a header', { 'x-apollo-operation-name': 'A' }],
    ['a content type that forms do not have', { 'content-type': 'application/json' }],
  ])('run with %s, and are kept nowhere', async (_what, headers) => {
    const { status, body, headers: answered } = await get({ query: CHECKPOINT }, headers);
    expect([status, body]).toEqual([200, { data: { auditCheckpoint: { size: 7 } } }]);
    expect(answered.get('cache-control')).toBe('no-store');
  });

  test('run with a token', async () => {
    const { status, body } = await get({ query: '{ me { id } }' }, bearer(gateway.signIn()));
    expect([status, body]).toEqual([200, { data: { me: { id: 'p1' } } }]);
  });

  test('take variables, the name of the operation and extensions', async () => {
    const query = `query A($no: Boolean!) { auditCheckpoint @skip(if: $no) { size } } query B { me { id } }`;
    const { status, body } = await get({ query, operationName: 'A', variables: '{"no":true}', extensions: '{}' });
    expect([status, body]).toEqual([200, { data: {} }]);
  });

  test('take the id of a registered document, in a parameter or the path', async () => {
    const partner = gateway.signIn({ role: 'partner', clientId: 'partner-demo', kind: 'service_account', acr: 'aal1' });
    const id = documentIdOf(caseTypes);
    const answers = [
      await get({ documentId: `sha256:${id}` }, bearer(partner)),
      await get({}, bearer(partner), `/graphql/${id}`),
      await get({}, bearer(partner), `/graphql/sha256:${id}`),
    ];
    for (const { status, body } of answers)
      expect([status, body]).toEqual([
        200,
        { data: { caseTypes: [expect.objectContaining({ type: 'EMERGENCY_PACK' })] } },
      ]);
  });

  test('a change is refused, with the method that would do', async () => {
    const query = 'mutation { login(input: { email: "a@example.test", password: "p" }) { __typename } }';
    const { status, headers, body } = await get({ query });
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'METHOD_NOT_ALLOWED' } }] });
  });
});
