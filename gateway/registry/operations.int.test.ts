import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ROLES } from '#platform/auth';
import { testCaller } from '../../tests/support/service/test-identity.ts';
import { apiClientId } from './change-registry.ts';
import { signManifest } from './testing/sign-manifest.ts';
import { newSigningKey } from './testing/signing-keys.ts';
import { operatorOf, startRunningOperations } from './testing/running-operations.ts';
import type { GraphAnswer } from '../../tests/support/service/signed-client.ts';
import type { RunningOperations } from './testing/running-operations.ts';
import type { SigningKey } from './testing/signing-keys.ts';

const DAY_MS = 86_400_000;
const IN_A_MONTH = new Date(Date.now() + 30 * DAY_MS).toISOString();
const CLIENT = '{ apiClient { name party mode maxCost keys { kid revokedAt } } }';
const MUTATIONS = {
  registerApiClient: `mutation ($input: RegisterApiClientInput!) { registerApiClient(input: $input) ${CLIENT} }`,
  registerClientKey: `mutation ($input: RegisterClientKeyInput!) { registerClientKey(input: $input) ${CLIENT} }`,
  revokeClientKey: `mutation ($input: RevokeClientKeyInput!) { revokeClientKey(input: $input) ${CLIENT} }`,
  setClientMode: `mutation ($input: SetClientModeInput!) { setClientMode(input: $input) ${CLIENT} }`,
  publishManifest: `mutation ($input: PublishManifestInput!) { publishManifest(input: $input) {
    manifest added kept documents { documentId name maxCost } } }`,
  retireDocuments: `mutation ($input: RetireDocumentsInput!) { retireDocuments(input: $input) {
    retired inUse { documentId count } } }`,
} as const;
type Mutation = keyof typeof MUTATIONS;
const WITH_STEP_UP: readonly Mutation[] = ['registerApiClient', 'registerClientKey', 'setClientMode'];
const QUERIES = ['{ apiClients { nodes { name } } }', '{ apiClient(client: "nobody") { name } }', '{ documentUsage }'];

let operations: RunningOperations;
const operator = operatorOf();

beforeAll(async () => {
  operations = await startRunningOperations();
});
afterEach(() => {
  operations.audit.unavailable = false;
});
afterAll(() => operations.close());

function change(name: Mutation, input: unknown, caller: Parameters<RunningOperations['ask']>[2] = operator) {
  return operations.ask(MUTATIONS[name], { input }, caller);
}
const codeOf = ({ errors }: GraphAnswer): unknown => errors?.[0]?.extensions['code'];
const newName = (): string => `client-${randomBytes(6).toString('hex')}`;

function newDocument(): { readonly id: string; readonly body: string } {
  const body = `query D${randomBytes(6).toString('hex')} { caseTypes { type } }`;
  return { id: createHash('sha256').update(body).digest('hex'), body };
}

/** A partner with a key, registered through the subgraph. */
async function partner(): Promise<{ readonly client: string; readonly key: SigningKey; readonly kid: string }> {
  const client = newName();
  const key = newSigningKey();
  await change('registerApiClient', { client, party: 'PARTNER', mode: 'IDS_ONLY', maxCost: 500 });
  const { x: publicKey } = key.publicJwk;
  const { data } = await change('registerClientKey', { client, publicKey, expiresAt: IN_A_MONTH });
  const registered = data?.['registerClientKey'] as { apiClient: { keys: { kid: string }[] } };
  return { client, key, kid: registered.apiClient.keys[0]?.kid ?? '' };
}

function signed(
  { client, key, kid }: Awaited<ReturnType<typeof partner>>,
  ...documents: readonly { id: string; body: string }[]
): Promise<string> {
  const manifest = Object.fromEntries(documents.map(({ id, body }) => [id, body]));
  const notBefore = new Date(Date.now() - 1_000).toISOString();
  return Promise.resolve(
    signManifest({ client, notBefore, expires: IN_A_MONTH, manifest }, { privateJwk: key.privateJwk, kid }),
  );
}

async function rows(client: string): Promise<unknown> {
  const { rows: found } = await operations.behind.admin.query(
    `SELECT (SELECT count(*)::int FROM gateway.client WHERE name = $1) AS clients,
       (SELECT count(*)::int FROM gateway.client_key WHERE client = $1) AS keys,
       (SELECT count(*)::int FROM gateway.document WHERE client = $1) AS documents`,
    [client],
  );
  return found[0];
}

describe('[R-034] [R-044] who is let in', () => {
  test('nobody without a signature', async () => {
    const answer = await fetch(`${operations.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ _service { sdl } }' }),
    });
    expect(answer.status).toBe(401);
  });

  test.each(ROLES.filter((role) => role !== 'operator'))('no %s, even with the scope of an operator', async (role) => {
    const caller = testCaller({ role, scopes: ['operate'] });
    for (const query of QUERIES) expect(codeOf(await operations.ask(query, {}, caller))).toBe('FORBIDDEN');
    for (const name of Object.keys(MUTATIONS) as Mutation[])
      expect(codeOf(await change(name, inputs[name], caller))).toBe('FORBIDDEN');
  });

  test('nobody in particular, and no operator without the scope', async () => {
    const without = testCaller({ role: 'operator', scopes: [] });
    for (const query of QUERIES) {
      expect(codeOf(await operations.ask(query))).toBe('UNAUTHENTICATED');
      expect(codeOf(await operations.ask(query, {}, without))).toBe('FORBIDDEN');
    }
  });

  test.each(Object.keys(MUTATIONS) as Mutation[])('%s asks for a fresh code exactly where it says so', async (name) => {
    const old = { ...operator, authTime: Math.floor(Date.now() / 1000) - 3_600 };
    const refused = codeOf(await change(name, inputs[name], old)) === 'STEP_UP_REQUIRED';
    expect(refused).toBe(WITH_STEP_UP.includes(name));
  });
});

/** Of the right types, about nothing that there is. */
const inputs: Readonly<Record<Mutation, unknown>> = {
  registerApiClient: { client: '', party: 'PARTNER', mode: 'OPEN', maxCost: 0 },
  registerClientKey: { client: 'nobody', publicKey: 'x', expiresAt: IN_A_MONTH },
  revokeClientKey: { client: 'nobody', kid: 'x' },
  setClientMode: { client: 'nobody', mode: 'SAFELIST' },
  publishManifest: { client: 'nobody', jws: 'x' },
  retireDocuments: { client: 'nobody', documentIds: ['x'] },
};

describe('[R-109] [R-110] every change is recorded before it is committed', () => {
  test('with who did it, to which client, and nothing of a document', async () => {
    const { audit } = operations;
    const before = audit.events.length;
    const who = await partner();
    const { client, kid } = who;
    const document = newDocument();
    await change('publishManifest', { client, jws: await signed(who, document) });
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
      await change('publishManifest', { client: who.client, jws: await signed(who, newDocument()) }),
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
      jws: await signed(who, { id, body: 'query Other { caseTypes { type } }' }),
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
    await change('publishManifest', { client: who.client, jws: await signed(who, ...documents) });
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
    await change('publishManifest', { client, jws: await signed(who, document) });
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
