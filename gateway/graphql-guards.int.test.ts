import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { documentIdOf } from './documents/manifest.ts';
import { bearer, startTestGateway } from './testing/test-gateway.ts';
import type { GraphqlResult, TestGateway } from './testing/test-gateway.ts';

const PAGE = 'query ($n: Int!) { documents(first: $n) { nodes { id versions(first: $n) { nodes { id } } } } }';
const PERSISTED = path.join(import.meta.dirname, '..', 'schema', 'persisted');

function registered(client: string, operation: string): string {
  return readFileSync(path.join(PERSISTED, client, `${operation}.graphql`), 'utf8');
}

function outcome({ status, body }: GraphqlResult): unknown[] {
  return [status, body.errors?.[0]?.extensions.code, body.data ?? 'nothing ran'];
}

describe('guards in front of the plan', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({
      resolvers: {
        identity: {
          Query: { me: () => ({ id: 'p1', displayName: 'Thandi' }) },
          Mutation: { inviteGrant: () => ({ grant: { id: 'g1' } }) },
        },
        vault: {
          Query: {
            documents: () => ({ nodes: [] }),
            people: () => ({ nodes: [] }),
          },
        },
        case: {
          Query: { caseTypes: () => [{ type: 'EMERGENCY_PACK', purpose: 'p', requiredSlots: [], disclaimer: 'd' }] },
        },
        audit: { Query: { auditCheckpoint: () => ({ size: 7, root: 'r', note: 'n' }) } },
      },
    });
  });
  afterAll(() => gateway.close());
  afterEach(() => {
    for (const service of Object.values(gateway.services)) service.calls.length = 0;
  });

  /** How many calls reached any subgraph. */
  const reached = (): number => Object.values(gateway.services).reduce((sum, { calls }) => sum + calls.length, 0);

  describe('[R-059] what costs too much', () => {
    test('a warmed document is judged by the variables of each request', async () => {
      const token = gateway.signIn();
      const small = await gateway.post({ query: PAGE, variables: { n: 1 } }, bearer(token));
      expect(outcome(small)).toEqual([200, undefined, { documents: { nodes: [] } }]);
      gateway.services.vault.calls.length = 0;
      const large = await gateway.post({ query: PAGE, variables: { n: 100 } }, bearer(token));
      expect(outcome(large)).toEqual([400, 'COST_ESTIMATED_TOO_EXPENSIVE', 'nothing ran']);
      expect(large.body.errors?.[0]?.extensions).toMatchObject({ estimated: 10_201, max: 5_000 });
      expect(reached()).toBe(0);
    });

    test('negative sizes pay for nothing', async () => {
      const query = `query ($n: Int!) { a: people(first: -100000) { nodes { id } } ...D } fragment D on Query ${PAGE.slice(PAGE.indexOf('{'))}`;
      const result = await gateway.post({ query, variables: { n: 100 } }, bearer(gateway.signIn()));
      expect(outcome(result)).toEqual([400, 'COST_ESTIMATED_TOO_EXPENSIVE', 'nothing ran']);
    });
  });

  describe('[R-059] shapes never reach a subgraph', () => {
    const aliases = Array.from({ length: 31 }, (_, index) => `a${index}: id`).join(' ');
    const roots = Array.from({ length: 21 }, () => 'auditCheckpoint { size }').join(' ');
    test.each([
      ['aliases', `{ me { ${aliases} } }`, 'MAX_ALIASES_LIMIT'],
      ['root fields', `{ ${roots} }`, 'MAX_ROOT_FIELDS_LIMIT'],
      [
        'depth',
        '{ me { grants { nodes { granter { grants { nodes { granter { grants { nodes { granter { id } } } } } } } } } } }',
        'MAX_DEPTH_LIMIT',
      ],
      ['tokens', `{ me { ${'id '.repeat(2_000)} } }`, 'MAX_TOKENS_LIMIT'],
      ['directives', `{ me { id ${'@skip(if: false) '.repeat(51)} } }`, 'MAX_DIRECTIVES_LIMIT'],
      ['no GraphQL', '{ me { ', 'GRAPHQL_PARSE_FAILED'],
      ['an unknown field', '{ mee { id } }', 'GRAPHQL_VALIDATION_FAILED'],
      ['several operations and no name', 'query A { me { id } } query B { me { id } }', 'OPERATION_RESOLUTION_FAILURE'],
      ['a subscription', 'subscription { me { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ])('%s', async (_what, query, code) => {
      const result = await gateway.post({ query }, bearer(gateway.signIn()));
      expect(outcome(result)).toEqual([400, code, 'nothing ran']);
      expect(reached()).toBe(0);
    });

    test('[R-060] an unknown field is not helped along', async () => {
      const { body } = await gateway.post({ query: '{ mee { id } }' });
      expect(JSON.stringify(body)).not.toContain('Did you mean');
    });
  });

  describe('variables that do not fit', () => {
    test.each([
      ['a text for a number', PAGE, { n: 'a secret value' }, 'n'],
      ['nothing for something required', PAGE, {}, 'n'],
      [
        'a field of an input',
        'mutation ($input: InviteGrantInput!) { inviteGrant(input: $input) { grant { id } } }',
        { input: { email: 'a@example.test', role: 'a secret value', accessLevel: 'READ_ONLY_ALL', tiers: [] } },
        'input.role',
      ],
    ])('%s: the field is named, the value is not', async (_what, query, variables, field) => {
      const result = await gateway.post({ query, variables }, bearer(gateway.signIn()));
      expect(outcome(result)).toEqual([400, 'BAD_USER_INPUT', 'nothing ran']);
      expect(Object.keys(result.body.errors?.[0]?.extensions['errors'] ?? {})).toEqual([field]);
      expect(JSON.stringify(result.body)).not.toContain('a secret value');
      expect(reached()).toBe(0);
    });
  });

  describe('access, before the plan', () => {
    test('nobody in particular cannot ask for what needs an account, and nothing of the operation runs', async () => {
      const result = await gateway.post({ query: '{ auditCheckpoint { size } me { id } }' });
      expect(outcome(result)).toEqual([401, 'UNAUTHENTICATED', 'nothing ran']);
      expect(result.headers.get('www-authenticate')).toBe('Bearer');
      expect(reached()).toBe(0);
    });

    test('a field that the variables leave out is not asked for', async () => {
      const query = 'query ($me: Boolean!) { auditCheckpoint { size } me @include(if: $me) { id } }';
      const result = await gateway.post({ query, variables: { me: false } });
      expect(outcome(result)).toEqual([200, undefined, { auditCheckpoint: { size: 7 } }]);
    });

    test('a role that does not allow it', async () => {
      const token = gateway.signIn({ role: 'auditor', scopes: ['audit:read'] });
      const result = await gateway.post({ query: '{ documents { nodes { id } } }' }, bearer(token));
      expect(outcome(result)).toEqual([403, 'FORBIDDEN', 'nothing ran']);
      expect(reached()).toBe(0);
    });

    test('[R-030] a second factor that is too old', async () => {
      const authTime = Math.floor(Date.now() / 1000) - 3_600;
      const variables = {
        input: { email: 'a@example.test', role: 'PROXY', accessLevel: 'READ_ONLY_ALL', tiers: ['GREEN'] },
      };
      const query = 'mutation ($input: InviteGrantInput!) { inviteGrant(input: $input) { grant { id } } }';
      const result = await gateway.post({ query, variables }, bearer(gateway.signIn({ authTime })));
      expect(outcome(result)).toEqual([401, 'STEP_UP_REQUIRED', 'nothing ran']);
      expect(result.headers.get('www-authenticate')).toBe(
        'Bearer error="insufficient_user_authentication", acr_values="aal2", max_age="900"',
      );
      expect(result.body.errors?.[0]?.extensions).toMatchObject({ acr_values: 'aal2', max_age: 900 });
      expect(reached()).toBe(0);
    });
  });

  describe('tokens', () => {
    test('[R-006] of a session that identity does not know any more', async () => {
      const token = gateway.signIn();
      gateway.sessions.clear();
      const result = await gateway.post({ query: '{ me { id } }' }, bearer(token));
      expect(outcome(result)).toEqual([401, 'UNAUTHENTICATED', 'nothing ran']);
    });

    test('[R-001] that are not good make the request fail, also where nobody needs to be known', async () => {
      const token = gateway.signIn();
      const forged = `${token.slice(0, -6)}AAAAAA`;
      const result = await gateway.post({ query: '{ auditCheckpoint { size } }' }, bearer(forged));
      expect(outcome(result)).toEqual([401, 'UNAUTHENTICATED', 'nothing ran']);
      expect(reached()).toBe(0);
    });

    test('identity learns through which client a caller came', async () => {
      await gateway.post(
        { query: '{ me { id } }' },
        { ...bearer(gateway.signIn()), 'apollographql-client-name': 'partner-demo' },
      );
      expect(gateway.exchanges.at(-1)).toEqual({ client: 'web' });
    });
  });

  describe('[R-060] documents of clients', () => {
    const caseTypes = registered('partner-demo', 'CaseTypes');
    const partner = () =>
      gateway.signIn({ role: 'partner', clientId: 'partner-demo', kind: 'service_account', acr: 'aal1' });

    test('a partner runs what it registered, by its id', async () => {
      const body = { documentId: `sha256:${documentIdOf(caseTypes)}` };
      const result = await gateway.post(body, bearer(partner()));
      expect(result.body.data?.['caseTypes']).toHaveLength(1);
      expect(gateway.services.case.calls.at(-1)?.headers['x-lifeready-client']).toBe('partner-demo');
    });

    test('a partner sends no text, whatever it calls itself', async () => {
      const headers = { ...bearer(partner()), 'apollographql-client-name': 'web' };
      const result = await gateway.post({ query: caseTypes }, headers);
      expect(outcome(result)).toEqual([400, 'PERSISTED_QUERY_ID_REQUIRED', 'nothing ran']);
    });

    test("another client's document does not exist, also after that client has run it", async () => {
      const me = registered('web', 'Me');
      const body = { extensions: { persistedQuery: { version: 1, sha256Hash: documentIdOf(me) } } };
      expect((await gateway.post(body, bearer(gateway.signIn()))).body.data).toBeDefined();
      gateway.services.identity.calls.length = 0;
      const result = await gateway.post(body, bearer(partner()));
      expect(outcome(result)).toEqual([404, 'PERSISTED_QUERY_NOT_IN_LIST', 'nothing ran']);
      expect(reached()).toBe(0);
    });

    test('registered documents are priced too', async () => {
      const token = gateway.signIn();
      const documents = registered('web', 'Documents');
      const body = { documentId: documentIdOf(documents), variables: { first: 1_000_000 } };
      expect(outcome(await gateway.post(body, bearer(token)))).toEqual([
        400,
        'COST_ESTIMATED_TOO_EXPENSIVE',
        'nothing ran',
      ]);
    });
  });

  test('introspection answers developers', async () => {
    const { body } = await gateway.post({ query: '{ __schema { queryType { name } } }' });
    expect(body).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
  });
});
