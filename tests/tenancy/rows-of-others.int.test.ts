import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { createGraphClient } from '../support/e2e/graph-client.ts';
import { somebody } from '../support/e2e/people.ts';
import { probedObjects } from '../support/e2e/probes/probed-objects.ts';
import { INCIDENT_FACTS } from '../support/e2e/world.ts';
import { startVouchingGraph } from '../support/graph/vouched-callers.ts';
import { testCaller } from '../support/service/test-caller.ts';
import type { TransactionScope } from '#platform/db';
import type { VouchingGraph } from '../support/graph/vouched-callers.ts';

/** Rows of the log belong to pseudonyms; `subgraphs/audit/persistence` looks at them. */
const SERVICES = ['identity', 'vault', 'case', 'incident'] as const;
type Service = (typeof SERVICES)[number];

/** Every table that says whose its rows are, from the catalogue, so that one which somebody adds is looked at too. */
const TABLES = `SELECT c.relname AS name, bool_or(a.attname = 'principal_id') AS "hasOwner"
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') AND a.attname IN ('tenant_id', 'principal_id')
    AND NOT a.attisdropped
  GROUP BY c.relname HAVING bool_or(a.attname = 'tenant_id') ORDER BY 1`;

/** Tables of which the victim has no rows here, each with its reason. */
const EMPTY: Readonly<Record<Service, Readonly<Record<string, string>>>> = {
  identity: {
    sandbox_person: 'About made-up people alone; the isolation test of identity looks at it.',
    service_client: 'Made by operators; the isolation test of identity looks at it.',
  },
  vault: {},
  case: {},
  incident: {},
};

const CONTACTS = '[{ name: "A", phoneE164: "+27110000000", relationship: "friend" }]';
const OFFER = 'role: PROXY, accessLevel: READ_ONLY_ALL, tiers: [GREEN]';

interface Table {
  readonly name: string;
  readonly hasOwner: boolean;
}

let graph: VouchingGraph;
let victims: Readonly<Record<Service, TransactionScope>>;

beforeAll(async () => {
  graph = await startVouchingGraph();
  const person = await somebody(graph.url, 'victim');
  await probedObjects(graph.url, person);
  const token = person.person.accessToken();
  await repeatable(token, 'addAsset(input: { category: OTHER, label: "x" })');
  await repeatable(token, `openEmergencyPack(input: { contacts: ${CONTACTS} })`);
  await repeatable(token, `inviteGrant(input: { email: "${newId()}@lifeready.example", ${OFFER} })`);
  const officer = testCaller({ role: 'information_officer', scopes: ['incident:manage'] });
  const facts = JSON.stringify(INCIDENT_FACTS)
    .replaceAll(/"(\w+)":/g, '$1:')
    .replaceAll(/"(ALLEGED|LOSS)"/g, '$1');
  const discoveredAt = new Date(Date.now() - 60_000).toISOString();
  await repeatable(
    graph.signIn(officer),
    `reportIncident(input: { discoveredAt: "${discoveredAt}", facts: ${facts} })`,
  );
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  const { sub: principalId, tid: tenantId } = JSON.parse(claims) as { sub: string; tid: string };
  const victim = { tenantId, principalId };
  victims = { identity: victim, vault: victim, case: victim, incident: officer };
});

/** A change whose answer is kept, in a table of its own. */
async function repeatable(token: string, call: string): Promise<void> {
  const headers = { 'idempotency-key': newId() };
  const query = `mutation { ${call} { __typename } }`;
  (await createGraphClient(graph.url).execute({ query, token, headers })).expectData();
}

afterAll(() => graph.close());

/** What the role of the running service gets when a statement has forgotten every condition. */
async function rowsAs(service: Service, scope: TransactionScope | null, sql: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: graph.databases.appUrl(service) });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SELECT set_config('app.tenant', $1, true), set_config('app.principal', $2, true)`, [
      scope?.tenantId ?? '',
      scope?.principalId ?? '',
    ]);
    return (await client.query<pg.QueryResultRow>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe.each(SERVICES)('[R-153] every table of %s that says whose its rows are', (service) => {
  let tables: Table[];
  let victim: TransactionScope;
  beforeAll(async () => {
    tables = await graph.databases.rows<Table>(service, TABLES, [`"${service}"`]);
    victim = victims[service];
  });

  const rowsOf = ({ name, hasOwner }: Table): string =>
    `SELECT tenant_id${hasOwner ? ', principal_id' : ''} FROM "${service}"."${name}"`;

  /** Tables that show rows of the victim to whoever works in this scope. */
  async function shownTo(scope: TransactionScope | null): Promise<string[]> {
    const shown: string[] = [];
    for (const table of tables) {
      const rows = await rowsAs(service, scope, rowsOf(table));
      if (rows.some((row) => row['tenant_id'] === victim.tenantId)) shown.push(table.name);
    }
    return shown;
  }

  test('has rows of the victim, who sees them, unless it is known to be empty', async () => {
    expect(tables.length).toBeGreaterThan(1);
    const shown = await shownTo(victim);
    const unseen = tables.map(({ name }) => name).filter((name) => !shown.includes(name));
    expect(unseen).toEqual(Object.keys(EMPTY[service]).sort());
  });

  test.each([
    ['nobody', () => null],
    ['a stranger', () => ({ tenantId: newId(), principalId: newId() })],
    ['a stranger in the name of the victim', (of: TransactionScope) => ({ ...of, tenantId: newId() })],
  ])('shows no row of the victim to %s', async (_who, scopeOf) => {
    expect(await shownTo(scopeOf(victim))).toEqual([]);
  });

  test('shows no row of the victim to a colleague, but for what is the organisation’s', async () => {
    const colleague = { ...victim, principalId: newId() };
    const owned = tables.filter(({ hasOwner }) => hasOwner);
    for (const table of owned)
      expect([table.name, await rowsAs(service, colleague, rowsOf(table))]).toEqual([table.name, []]);
  });
});
