import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { documentIdOf } from '../documents/manifest.ts';
import { until } from '../../tests/support/until.ts';
import { bearer, startTestGateway } from '../testing/test-gateway.ts';
import { openTestRegistry } from './testing/test-registry.ts';
import type { GraphqlResult, TestGateway } from '../testing/test-gateway.ts';
import type { TestClient, TestRegistry } from './testing/test-registry.ts';

const SIZE = 'query Size { auditCheckpoint { size } }';
const TYPES = 'query Types { caseTypes { type } }';
const [size, types] = [documentIdOf(SIZE), documentIdOf(TYPES)];

let registry: TestRegistry;
let gateway: TestGateway;

beforeAll(async () => {
  registry = await openTestRegistry([], Date.now());
  gateway = await startTestGateway({
    environment: { GATEWAY_DATABASE_URL: registry.appUrl },
    resolvers: {
      audit: { Query: { auditCheckpoint: () => ({ size: 7, root: 'r', note: 'n' }) } },
      vault: { Query: { people: () => ({ nodes: [] }) } },
      case: {
        Query: { caseTypes: () => [{ type: 'EMERGENCY_PACK', purpose: 'p', requiredSlots: [], disclaimer: 'd' }] },
      },
    },
  });
});
afterAll(async () => {
  await gateway.close();
  await registry.close();
});
afterEach(() => {
  for (const service of Object.values(gateway.services)) service.calls.length = 0;
});

const as = (client: string): Record<string, string> =>
  bearer(gateway.signIn({ role: 'partner', clientId: client, kind: 'service_account', acr: 'aal1' }));
const reached = (): number => Object.values(gateway.services).reduce((sum, { calls }) => sum + calls.length, 0);

function outcome({ status, body }: GraphqlResult): unknown[] {
  return [status, body.errors?.[0]?.extensions.code, body.data ?? 'nothing ran'];
}

/** Every way in which a request can name a document. */
async function allWays(id: string, headers: Record<string, string>): Promise<unknown[][]> {
  const { url } = gateway;
  const send = async (path: string, init: RequestInit): Promise<unknown[]> => {
    const response = await fetch(`${url}${path}`, init);
    return outcome({
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as GraphqlResult['body'],
    });
  };
  const json = { ...headers, 'content-type': 'application/json' };
  const get = { ...headers, 'apollo-require-preflight': '1' };
  const extensions = { persistedQuery: { version: 1, sha256Hash: id } };
  return [
    await send('/graphql', { method: 'POST', headers: json, body: JSON.stringify({ documentId: id }) }),
    await send('/graphql', { method: 'POST', headers: json, body: JSON.stringify({ documentId: `sha256:${id}` }) }),
    await send('/graphql', { method: 'POST', headers: json, body: JSON.stringify({ extensions }) }),
    await send(`/graphql/${id}`, { method: 'POST', headers: json, body: '{}' }),
    await send(`/graphql/sha256:${id}`, { method: 'POST', headers: json, body: '{}' }),
    await send(`/graphql?documentId=${id}`, { headers: get }),
    await send(`/graphql/${id}`, { headers: get }),
  ];
}

async function live(client: TestClient, id: string): Promise<void> {
  await until(async () => (await gateway.post({ documentId: id }, as(client.name))).status === 200);
}

describe('[R-060] a partner that was registered while the gateway ran', () => {
  test('runs its documents by id in every way, and nobody else does, however warm the caches are', async () => {
    const [one, other] = [await registry.newClient(), await registry.newClient()];
    await one.publish({ [size]: SIZE });
    await other.publish({ [types]: TYPES });
    await live(one, size);
    await live(other, types);
    for (const answer of await allWays(size, as(one.name)))
      expect(answer).toEqual([200, undefined, { auditCheckpoint: { size: 7 } }]);
    for (const service of Object.values(gateway.services)) service.calls.length = 0;
    for (const answer of await allWays(size, as(other.name))) {
      expect(answer).toEqual([404, 'PERSISTED_QUERY_NOT_IN_LIST', 'nothing ran']);
    }
    expect(outcome(await gateway.post({ query: SIZE }, as(one.name)))).toEqual([
      400,
      'PERSISTED_QUERY_ID_REQUIRED',
      'nothing ran',
    ]);
    expect(reached()).toBe(0);
  });

  test('does so soon after its manifest was published', async () => {
    const client = await registry.newClient();
    const waited: number[] = [];
    for (let n = 0; n < 2; n += 1) {
      const text = `query Soon${String(n)} { auditCheckpoint { size } }`;
      await client.publish({ [documentIdOf(text)]: text });
      const since = performance.now();
      await live(client, documentIdOf(text));
      waited.push(Math.round(performance.now() - since));
      registry.clock.advance(1);
    }
    process.stdout.write(`from publication to first answer: ${waited.join(', ')} ms\n`);
  });

  test('that is in safelist sends the text as it was registered, however it is written, and no other', async () => {
    const client = await registry.newClient({ mode: 'safelist' });
    await client.publish({ [size]: SIZE });
    await live(client, size);
    const send = (query: string) => gateway.post({ query }, as(client.name));
    expect(outcome(await send('query Size {\n  auditCheckpoint { size }\n}'))).toEqual([
      200,
      undefined,
      { auditCheckpoint: { size: 7 } },
    ]);
    expect(outcome(await send(TYPES))).toEqual([403, 'QUERY_NOT_IN_SAFELIST', 'nothing ran']);
  });

  test('[R-059] spends no more on one operation than was registered for it, whatever its variables say', async () => {
    const text = 'query People($n: Int!) { people(first: $n) { nodes { id } } }';
    const id = documentIdOf(text);
    const client = await registry.newClient({ party: 'first', mode: 'ids-only', maxCost: 150 });
    await client.publish({ [id]: text });
    const headers = bearer(gateway.signIn({ clientId: client.name }));
    const run = (n: number) => gateway.post({ documentId: id, variables: { n } }, headers);
    await until(async () => (await run(1)).status === 200);
    for (const service of Object.values(gateway.services)) service.calls.length = 0;
    const refused = await run(150);
    expect(outcome(refused)).toEqual([400, 'COST_ESTIMATED_TOO_EXPENSIVE', 'nothing ran']);
    expect(refused.body.errors?.[0]?.extensions).toMatchObject({ estimated: 151, max: 150 });
    expect(reached()).toBe(0);
    expect(outcome(await run(149))).toEqual([200, undefined, { people: { nodes: [] } }]);
  });

  test('asks for nothing that is not planned yet: documents are, before they can be found', async () => {
    const plans = async (): Promise<number> =>
      Number(/^lifeready_gateway_plan_seconds_count\{.*\} (\d+)$/m.exec(await gateway.metrics())?.[1] ?? 0);
    // The documents of the files are planned after the start; by now that is over, which is seen by its standing still.
    let [before, unchanged] = [0, 0];
    await until(async () => {
      const now = await plans();
      [before, unchanged] = [now, now > 0 && now === before ? unchanged + 1 : 0];
      return unchanged === 25;
    });
    const client = await registry.newClient();
    const text = 'query Planned { auditCheckpoint { size note } }';
    const id = documentIdOf(text);
    await client.publish({ [id]: text });
    await live(client, id);
    // Once with the name of its operation, once without; whoever asks finds both.
    expect(await plans()).toBe(before + 2);
    const named = await gateway.post({ documentId: id, operationName: 'Planned' }, as(client.name));
    expect([named.status, await plans()]).toEqual([200, before + 2]);
  });

  test('is refused what was retired', async () => {
    const client = await registry.newClient();
    await client.publish({ [size]: SIZE });
    await live(client, size);
    await registry.change((tx, nowMs) =>
      registry.registry.retireDocuments(tx, { client: client.name, ids: [size], force: true, nowMs }),
    );
    await until(async () => (await gateway.post({ documentId: size }, as(client.name))).status === 404);
  });

  test('goes on while the database is away', async () => {
    const client = await registry.newClient();
    await client.publish({ [size]: SIZE });
    await live(client, size);
    const { rows } = await registry.admin.query<{ name: string }>('SELECT quote_ident(current_database()) AS name');
    const nameSql = rows[0]?.name ?? '';
    await registry.admin.query(`REVOKE CONNECT ON DATABASE ${nameSql} FROM gateway_app`);
    try {
      await registry.admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gateway_app' AND datname = current_database()`,
      );
      expect(outcome(await gateway.post({ documentId: size }, as(client.name)))).toEqual([
        200,
        undefined,
        { auditCheckpoint: { size: 7 } },
      ]);
      expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
    } finally {
      await registry.admin.query(`GRANT CONNECT ON DATABASE ${nameSql} TO gateway_app`);
    }
  });
});
