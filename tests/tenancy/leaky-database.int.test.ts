import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAuditReceipts, guardWithReceipt } from '#platform/audit';
import { protectTable } from '#platform/db';
import { createTestDatabase } from '../support/postgres.ts';
import { RULES, inspect } from './catalogue/inspect.ts';
import { PLANTED_FAULTS } from './catalogue/planted-faults.ts';
import { LEAKY } from './catalogue/planted/leaky.ts';
import { recorded, wholeTable } from './catalogue/recorded-policies.ts';
import type { TestDatabase } from '../support/postgres.ts';
import type { PlantedFault } from './catalogue/planted/leaky.ts';

const EXEMPTIONS = {
  'no-tenant audit_receipt': 'As in every service.',
  ...recorded('As in every service.', wholeTable(LEAKY), ['audit_receipt.receipts']),
  'changes-without-receipt audit_receipt': 'As in every service.',
  'unique-not-led-by-tenant anchor_id_key': 'So that a reference without a tenant can be planted.',
};
const ROLES = [`${LEAKY}_owner`, `${LEAKY}_app`];

let database: TestDatabase;
let admin: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase({ service: 'incident' });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  for (const role of ROLES) await admin.query(`CREATE ROLE ${role} NOLOGIN`);
  await admin.query(`REVOKE TEMPORARY ON DATABASE ${pg.escapeIdentifier(database.name)} FROM PUBLIC`);
  await admin.query(`CREATE SCHEMA ${LEAKY} AUTHORIZATION ${LEAKY}_owner`);
  await admin.query(`SET ROLE ${LEAKY}_owner`);
  for (const statement of [...createAuditReceipts(LEAKY), ...soundTable('anchor')]) await admin.query(statement);
  await admin.query(`ALTER TABLE ${LEAKY}.anchor ADD UNIQUE (id)`);
  await admin.query('RESET ROLE');
});
afterAll(async () => {
  await admin.query(`DROP OWNED BY ${ROLES.join(', ')} CASCADE`);
  for (const role of ROLES) await admin.query(`DROP ROLE ${role}`);
  await admin.end();
  await database.drop();
});

function soundTable(table: string): string[] {
  return [
    `CREATE TABLE ${LEAKY}.${table} (
      tenant_id uuid NOT NULL, id uuid NOT NULL, principal_id uuid NOT NULL, note text, PRIMARY KEY (tenant_id, id))`,
    ...protectTable({
      service: LEAKY,
      table,
      ownership: 'principal',
      grants: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    }),
    ...guardWithReceipt(LEAKY, table),
  ];
}

/** What is found with these faults, each in a table of its own. Everything is taken back. */
async function findingsWith(faults: ReadonlyMap<string, PlantedFault>): Promise<string[]> {
  await admin.query('BEGIN');
  try {
    for (const [table, fault] of faults) {
      await admin.query(`SET LOCAL ROLE ${LEAKY}_owner`);
      for (const statement of [...soundTable(table), ...fault.plant(table)]) await admin.query(statement);
      await admin.query('RESET ROLE');
    }
    const exempted = Object.fromEntries(
      [...faults].flatMap(([table, { exempt }]) => Object.entries(exempt?.(table) ?? {})),
    );
    return await inspect(admin, LEAKY, { ...EXEMPTIONS, ...exempted });
  } finally {
    await admin.query('ROLLBACK');
  }
}

function expected(faults: ReadonlyMap<string, PlantedFault>): string[] {
  return [...new Set([...faults].flatMap(([table, fault]) => fault.findings(table)))].sort();
}

describe('[R-152] [R-153] the look at the catalogue', () => {
  test('finds nothing where nothing is wrong', async () => {
    const sound: PlantedFault = { title: 'nothing', plant: () => [], findings: () => [] };
    expect(await findingsWith(new Map([['sound', sound]]))).toEqual([]);
  });

  test.each(PLANTED_FAULTS)('finds $title, and nothing else', async (fault) => {
    const one = new Map([['planted', fault]]);
    expect(await findingsWith(one)).toEqual(expected(one));
  });

  test('finds all of them at once', async () => {
    const all = new Map(PLANTED_FAULTS.map((fault, at) => [`planted_${String(at)}`, fault]));
    expect(await findingsWith(all)).toEqual(expected(all));
  });

  test('has a planted fault for every rule', () => {
    const planted = PLANTED_FAULTS.flatMap((fault) => fault.findings('x').map((finding) => finding.split(' ')[0]));
    expect([...new Set(planted)].sort()).toEqual([...RULES.map(({ name }) => name), 'exemption-without-use'].sort());
  });

  test('finds nothing in a policy that is what was recorded', async () => {
    const sound: PlantedFault = {
      title: 'nothing',
      exempt: (t) => recorded('Meant.', wholeTable(LEAKY), [`${t}.whole`]),
      plant: (t) => [`CREATE POLICY whole ON ${LEAKY}.${t} TO ${LEAKY}_app USING (true) WITH CHECK (true)`],
      findings: () => [],
    };
    expect(await findingsWith(new Map([['sound', sound]]))).toEqual([]);
  });

  test('finds a superuser', async () => {
    await admin.query(`ALTER ROLE ${LEAKY}_app SUPERUSER`);
    const found = await inspect(admin, LEAKY, EXEMPTIONS);
    await admin.query(`ALTER ROLE ${LEAKY}_app NOSUPERUSER`);
    expect(found).toContain(`runtime-role-has-attributes ${LEAKY}_app`);
  });

  test('finds an exemption that exempts nothing any more', async () => {
    expect(await inspect(admin, LEAKY, { ...EXEMPTIONS, 'no-tenant gone': 'It was there once.' })).toEqual([
      'exemption-without-use no-tenant gone',
    ]);
  });

  test('does not call a database sound that it cannot see', async () => {
    await expect(inspect(admin, 'elsewhere')).rejects.toThrow('the schema elsewhere has no tables');
  });
});
