import { createHash, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { apiClientId } from './change-registry.ts';
import {
  IN_A_MONTH,
  MUTATIONS,
  askChange,
  countRows,
  newDocument,
  newName,
  registerPartner,
  signed,
} from './testing/operations-changes.ts';
import { operatorOf, startRunningOperations } from './testing/running-operations.ts';
import type { GraphAnswer } from '../../tests/support/service/signed-client.ts';
import type { Mutation, RegisteredPartner } from './testing/operations-changes.ts';
import type { RunningOperations } from './testing/running-operations.ts';

let operations: RunningOperations;
const operator = operatorOf();

beforeAll(async () => {
  operations = await startRunningOperations();
});
afterEach(() => {
  operations.audit.unavailable = false;
});
afterAll(() => operations.close());

const change = (name: Mutation, input: unknown): Promise<GraphAnswer> => askChange(operations, name, input, operator);
const partner = (): Promise<RegisteredPartner> => registerPartner(operations, operator);
const rows = (client: string): Promise<unknown> => countRows(operations, client);
const codeOf = ({ errors }: GraphAnswer): unknown => errors?.[0]?.extensions['code'];

describe('[R-109] [R-110] every change is recorded before it is committed', () => {
  test('with who did it, to which client, and nothing of a document', async () => {
    const { audit } = operations;
    const before = audit.events.length;
    const who = await partner();
    const { client, kid } = who;
    const document = newDocument();
    await change('publishManifest', { client, jws: signed(who, document) });
    await change('setClientMode', { client, mode: 'SAFELIST' });
    await change('retireDocuments', { client, documentIds: [document.id] });
    await change('revokeClientKey', { client, kid });
    const recorded = audit.events.slice(before);
    const target = { type: 'ApiClient', id: apiClientId(client), ownerPrincipalId: null };
    const actor = { principalId: operator.principalId, role: 'operator' };
    const entry = (action: string, detail: object) => ({
      kind: 'PREPARED',
      action,
      target,
      tenantId: operator.tenantId,
      actor: expect.objectContaining(actor),
      detail: expect.objectContaining({ client, ...detail }),
    });
    expect(recorded.filter(({ kind }) => kind === 'PREPARED')).toEqual(
      [
        entry('gateway.client.register', { party: 'partner', mode: 'ids-only', maxCost: 500 }),
        entry('gateway.client_key.register', { kid }),
        entry('gateway.manifest.publish', { added: 1, kept: 0 }),
        entry('gateway.client.set_mode', { before: 'ids-only', mode: 'safelist' }),
        entry('gateway.document.retire', { retired: 1, inUse: 0, force: false }),
        entry('gateway.client_key.revoke', { kid }),
      ].map((expected) => expect.objectContaining(expected)),
    );
    expect(recorded.filter(({ kind }) => kind === 'OUTCOME')).toHaveLength(6);
    expect(JSON.stringify(recorded)).not.toContain('caseTypes');
  });

  test('or does not happen', async () => {
    const who = await partner();
    const before = await rows(who.client);
    operations.audit.unavailable = true;
    const other = newName();
    const refused = [
      await change('registerApiClient', { client: other, party: 'FIRST', mode: 'OPEN', maxCost: 1 }),
      await change('publishManifest', { client: who.client, jws: signed(who, newDocument()) }),
      await change('revokeClientKey', { client: who.client, kid: who.kid }),
      await change('setClientMode', { client: who.client, mode: 'SAFELIST' }),
    ];
    expect(refused.map(codeOf)).toEqual(refused.map(() => 'AUDIT_UNAVAILABLE'));
    operations.audit.unavailable = false;
    expect(await rows(who.client)).toEqual(before);
    expect(await rows(other)).toEqual({ clients: 0, keys: 0, documents: 0 });
    const { data } = await operations.ask(
      'query ($client: String!) { apiClient(client: $client) { mode keys { revokedAt } } }',
      { client: who.client },
      operator,
    );
    expect(data?.['apiClient']).toEqual({ mode: 'IDS_ONLY', keys: [{ revokedAt: null }] });
  });

  test('a repeated request with its key is one change', async () => {
    const client = newName();
    const input = { client, party: 'FIRST', mode: 'LOG_UNKNOWN', maxCost: 7 };
    const key = `${randomUUID()}.${createHash('sha256').update(client).digest('base64url')}`;
    const repeat = () =>
      operations.ask(MUTATIONS.registerApiClient, { input }, operator, { 'x-lifeready-idempotency': key });
    const first = await repeat();
    expect(first.data).toMatchObject({ registerApiClient: { apiClient: { name: client, mode: 'LOG_UNKNOWN' } } });
    expect((await repeat()).data).toEqual(first.data);
    expect(codeOf(await change('registerApiClient', input))).toBe('CONFLICT');
  });
});

describe('what is asked wrongly', () => {
  const publicKey = 'A'.repeat(43);
  test.each<[Mutation, string, unknown]>([
    ['registerApiClient', 'input.client', { client: 'Not A Name', party: 'FIRST', mode: 'OPEN', maxCost: 1 }],
    ['registerApiClient', 'input.maxCost', { client: 'a', party: 'FIRST', mode: 'OPEN', maxCost: 0 }],
    ['registerApiClient', 'input.maxCost', { client: 'a', party: 'FIRST', mode: 'OPEN', maxCost: 1_000_001 }],
    ['registerClientKey', 'input.publicKey', { client: 'a', publicKey: 'short', expiresAt: IN_A_MONTH }],
    ['registerClientKey', 'input.expiresAt', { client: 'a', publicKey, expiresAt: 'tomorrow' }],
    ['revokeClientKey', 'input.kid', { client: 'a', kid: '*' }],
    ['setClientMode', 'input.client', { client: '__proto__', mode: 'OPEN' }],
    ['publishManifest', 'input.jws', { client: 'a', jws: 'x'.repeat(200_001) }],
    ['retireDocuments', 'input.documentIds', { client: 'a', documentIds: [] }],
    ['retireDocuments', 'input.documentIds', { client: 'a', documentIds: Array.from({ length: 501 }, () => 'x') }],
  ])('%s names %s', async (name, field, input) => {
    const { errors } = await change(name, input);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      errors: { [field]: [expect.any(String)] },
    });
  });

  test('a client that is not there is null to ask for, and not found to change', async () => {
    expect((await operations.ask('{ apiClient(client: "nobody") { name } }', {}, operator)).data).toEqual({
      apiClient: null,
    });
    expect(codeOf(await change('setClientMode', { client: 'nobody', mode: 'SAFELIST' }))).toBe('NOT_FOUND');
  });

  test('a manifest is refused with the place of its fault', async () => {
    const who = await partner();
    const { id } = newDocument();
    const { errors } = await change('publishManifest', {
      client: who.client,
      jws: signed(who, { id, body: 'query Other { caseTypes { type } }' }),
    });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'MANIFEST_INVALID',
      errors: { [`manifest.${id}.id`]: [expect.any(String)] },
    });
    expect(await rows(who.client)).toMatchObject({ documents: 0 });
  });
});

describe('what a client has', () => {
  test('is listed with its keys, manifests and documents, page by page', async () => {
    const who = await partner();
    const documents = [newDocument(), newDocument(), newDocument()];
    await change('publishManifest', { client: who.client, jws: signed(who, ...documents) });
    const query = `query ($client: String!, $after: String) { apiClient(client: $client) {
      name party mode modeSince maxCost keys { kid notBefore expiresAt revokedAt }
      manifests { nodes { manifest kid format documentCount publishedAt } }
      documents(first: 2, after: $after) { nodes { documentId name body maxCost uses lastUsedAt retiredAt }
        pageInfo { hasNextPage endCursor } } } }`;
    const read = async (after: string | null) => {
      const { data, errors } = await operations.ask(query, { client: who.client, after }, operator);
      expect(errors).toBeUndefined();
      return data?.['apiClient'] as {
        documents: { nodes: { documentId: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
      };
    };
    const first = await read(null);
    expect(first).toMatchObject({
      name: who.client,
      party: 'PARTNER',
      mode: 'IDS_ONLY',
      maxCost: 500,
      keys: [{ kid: who.kid, revokedAt: null }],
      manifests: { nodes: [{ kid: who.kid, format: 'KEY_VALUE', documentCount: 3 }] },
    });
    const second = await read(first.documents.pageInfo.endCursor);
    const ids = [...first.documents.nodes, ...second.documents.nodes].map(({ documentId }) => documentId);
    expect(ids).toEqual(documents.map(({ id }) => id).sort());
    expect(second.documents.pageInfo.hasNextPage).toBe(false);
  });

  test('is listed however often it was used: a count that GraphQL has no number for is the largest it has', async () => {
    const who = await partner();
    const { client } = who;
    const document = newDocument();
    await change('publishManifest', { client, jws: signed(who, document) });
    await operations.behind.admin.query(
      `INSERT INTO gateway.document_use (client, id, day, by_id, by_text, last_used)
       VALUES ($1, $2, $3::timestamptz, 0, 3000000000, $3)`,
      [client, document.id, new Date().toISOString()],
    );
    const most = 2_147_483_647;
    const { data, errors } = await operations.ask(
      `query ($client: String!) { apiClient(client: $client) { documents { nodes { uses } }
        modeReport(mode: IDS_ONLY) { registeredRequests refusedRequests sentAsText { count } } } }`,
      { client },
      operator,
    );
    expect(errors).toBeUndefined();
    expect(data?.['apiClient']).toEqual({
      documents: { nodes: [{ uses: most }] },
      modeReport: { registeredRequests: most, refusedRequests: most, sentAsText: [{ count: most }] },
    });
    const { data: retired } = await change('retireDocuments', { client, documentIds: [document.id] });
    expect(retired?.['retireDocuments']).toEqual({ retired: 0, inUse: [{ documentId: document.id, count: most }] });
  });

  test('[R-060] is asked about before a mode is tightened', async () => {
    const client = newName();
    await change('registerApiClient', { client, party: 'FIRST', mode: 'LOG_UNKNOWN', maxCost: 100 });
    const query = `query ($client: String!) { apiClient(client: $client) { modeReport(mode: IDS_ONLY, days: 3) {
      currentMode mode days registeredRequests refusedRequests sentAsText { documentId } unknown { hash } } } }`;
    const { data } = await operations.ask(query, { client }, operator);
    expect(data?.['apiClient']).toEqual({
      modeReport: {
        currentMode: 'LOG_UNKNOWN',
        mode: 'IDS_ONLY',
        days: 3,
        registeredRequests: 0,
        refusedRequests: 0,
        sentAsText: [],
        unknown: [],
      },
    });
  });
});
