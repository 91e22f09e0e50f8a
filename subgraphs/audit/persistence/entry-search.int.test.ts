import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openDatabase, runMigrations } from '#platform/db';
import { createTestDatabase } from '../../../tests/support/postgres.ts';
import { createEntryReader } from './entry-reader.ts';
import { searchEntries } from './entry-search.ts';
import { migrations } from './migrations/index.ts';
import type { Database, Transaction } from '#platform/db';
import type { TestDatabase } from '../../../tests/support/postgres.ts';
import type { SearchFilter } from '../log/entry-queries.ts';

const ENTRIES = 10_000;
const ANYTHING: SearchFilter = {
  ...{
    actorId: null,
    action: null,
    targetType: null,
    targetId: null,
    outcome: null,
    service: null,
    intentId: null,
    from: null,
    to: null,
  },
};
/** Rows that a search of 21 may read and throw away: a page or two, not the log. */
const MAX_READ_IN_VAIN = 200;

/** A person and a case of tenant 7, as `FILL` numbers them. */
const actorId = '00000000-0000-7000-8000-000000001007';
const targetId = '00000000-0000-7000-8000-000000002007';
const RARE = { action: 'case.link.open', targetType: 'Incident', outcome: 'FAILED', service: 'incident' };
/** The second third of the log: an entry a second. */
const DAY = { from: new Date('2026-01-01T01:00:00Z'), to: new Date('2026-01-01T02:00:00Z') };

/** A hundred tenants, each with a person and a case; most entries are alike, one in a thousand is rare in every way. */
const FILL = [
  `INSERT INTO audit.pseudonym (tenant_ref, kind, raw_id, ref)
    SELECT format('00000000-0000-4000-8000-%s', lpad(n::text, 12, '0'))::uuid, kind,
      format('00000000-0000-7000-8000-%s', lpad((base + n)::text, 12, '0'))::uuid,
      format('00000000-0000-4000-8000-%s', lpad((base + n)::text, 12, '0'))::uuid
    FROM generate_series(0, 99) n, (VALUES ('tenant', 0), ('principal', 1000), ('object', 2000)) AS kinds (kind, base)`,
  `INSERT INTO audit.audit_entry (index, event_id, kind, service, tenant_ref, tenant_seq, actor_ref, actor_type, owner_ref, action,
      target_type, target_ref, tier, outcome, request_id, recorded_at, event_hash, leaf)
    SELECT i, gen_random_uuid(), 'FACT', CASE WHEN rare THEN 'incident' ELSE 'case' END, tenant, i, person, 'HUMAN', person,
      CASE WHEN rare THEN 'case.link.open' ELSE 'case.case.create' END, CASE WHEN rare THEN 'Incident' ELSE 'Case' END,
      object, 'amber', CASE WHEN rare THEN 'FAILED' ELSE 'COMMITTED' END, 'request-1',
      timestamptz '2026-01-01T00:00:00Z' + i * interval '1 second', '\\x00', '{}'
    FROM (SELECT i, i % 1000 = 7 AS rare,
        format('00000000-0000-4000-8000-%s', lpad((i % 100)::text, 12, '0'))::uuid AS tenant,
        format('00000000-0000-4000-8000-%s', lpad((1000 + i % 100)::text, 12, '0'))::uuid AS person,
        format('00000000-0000-4000-8000-%s', lpad((2000 + i % 100)::text, 12, '0'))::uuid AS object
      FROM generate_series(0, ${String(ENTRIES - 1)}) i) AS made`,
  'ANALYZE audit.audit_entry',
  'ANALYZE audit.pseudonym',
];

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase({ service: 'audit' });
  await runMigrations({ service: 'audit', url: database.migrateUrl, migrations });
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  for (const statement of FILL) await admin.query(statement);
  await admin.end();
  db = await openDatabase({ service: 'audit', url: database.appUrl, poolMax: 1, entities: [], migrations });
});

afterAll(async () => {
  await db.close();
  await database.drop();
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly PlanNode[];
}

/** What a search finds, and the nodes of the plans of all its statements, as they ran for the service's own role. */
async function explained(filter: Partial<SearchFilter>): Promise<{ indices: number[]; nodes: PlanNode[] }> {
  return db.read(null, async (tx) => {
    await tx.query(`SELECT set_config('app.purpose', 'auditor', true)`);
    const nodes: PlanNode[] = [];
    const found = await searchEntries(explaining(tx, nodes), {
      ...ANYTHING,
      ...filter,
      limit: 21,
      beforeIndex: ENTRIES,
    });
    return { indices: found.map(({ index }) => Number(index)), nodes };
  });
}

/** A transaction that also collects how each of its statements ran. */
function explaining(tx: Transaction, nodes: PlanNode[]): Transaction {
  return {
    ...tx,
    query: async <Row>(sql: string, values?: readonly unknown[]): Promise<Row[]> => {
      const text = `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${sql}`;
      const [row] = await tx.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(text, values);
      nodes.push(...(row?.['QUERY PLAN'] ?? []).flatMap(({ Plan }) => nodesOf(Plan)));
      return tx.query<Row>(sql, values);
    },
  };
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

const wanted = (matches: (index: number) => boolean): number[] =>
  Array.from({ length: ENTRIES }, (_, at) => ENTRIES - 1 - at)
    .filter(matches)
    .slice(0, 21);
const ofPerson = (index: number): boolean => index % 100 === 7;
const isRare = (index: number): boolean => index % 1_000 === 7;
const isThen = (index: number): boolean => index >= 3_600 && index < 7_200;
const { action, targetType, outcome, service } = RARE;

describe('[R-116] a search over 10,000 entries', () => {
  test.each<[string, Partial<SearchFilter>, (index: number) => boolean]>([
    ['nothing', {}, () => true],
    ['actor', { actorId }, ofPerson],
    ['object', { targetId }, ofPerson],
    ['action', { action }, isRare],
    ['kind of object', { targetType }, isRare],
    ['outcome', { outcome }, isRare],
    ['service', { service }, isRare],
    ['frequent action', { action: 'case.case.create' }, (index) => !isRare(index)],
    ['frequent outcome', { outcome: 'COMMITTED' }, (index) => !isRare(index)],
    ['frequent service', { service: 'case' }, (index) => !isRare(index)],
    ['start', { from: DAY.from }, (index) => index >= 3_600],
    ['end', { to: DAY.to }, (index) => index < 7_200],
    ['time', DAY, isThen],
    ['actor and action', { actorId, action }, isRare],
    ['actor and outcome', { actorId, outcome }, isRare],
    ['actor and object', { actorId, targetId }, ofPerson],
    ['actor and time', { actorId, ...DAY }, (index) => ofPerson(index) && isThen(index)],
    ['object and kind', { targetId, targetType: 'Case' }, (index) => ofPerson(index) && !isRare(index)],
    ['object and time', { targetId, ...DAY }, (index) => ofPerson(index) && isThen(index)],
    ['action and outcome', { action, outcome }, isRare],
    ['action and time', { action, ...DAY }, (index) => isRare(index) && isThen(index)],
    ['outcome and time', { outcome, ...DAY }, (index) => isRare(index) && isThen(index)],
    ['service and outcome', { service, outcome }, isRare],
    ['service and time', { service, ...DAY }, (index) => isRare(index) && isThen(index)],
  ])('by %s: finds all of it by an index', async (_by, filter, matches) => {
    const { indices, nodes } = await explained(filter);
    expect(indices).toEqual(wanted(matches));
    expect(nodes.filter((node) => node['Node Type'].includes('Seq Scan'))).toEqual([]);
    const inVain = nodes.map((node) => (node['Rows Removed by Filter'] ?? 0) * node['Actual Loops']);
    expect(Math.max(...inVain)).toBeLessThanOrEqual(MAX_READ_IN_VAIN);
  });
});

test("[R-116] a person's own entries among 10,000 are found by an index too", async () => {
  const nodes: PlanNode[] = [];
  const reader = createEntryReader({
    ...db,
    read: (scope, work) => db.read(scope, (tx) => work(explaining(tx, nodes))),
  });
  const tenantId = '00000000-0000-7000-8000-000000000007';
  const found = await reader.own({ tenantId, principalId: actorId }, { limit: 21, beforeIndex: ENTRIES });
  expect(found.map(({ index }) => index)).toEqual(wanted(ofPerson));
  const ofLog = nodes.filter((node) => node['Relation Name'] === 'audit_entry');
  expect(ofLog.map((node) => node['Node Type'])).not.toEqual([]);
  expect(ofLog.filter((node) => node['Node Type'].includes('Seq Scan'))).toEqual([]);
});
