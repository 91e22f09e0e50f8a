import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EXEMPTIONS } from './catalogue/exemptions.ts';
import { inspect } from './catalogue/inspect.ts';
import { SERVICES, migratedDatabase } from './catalogue/migrated-database.ts';
import type { MigratedDatabase } from './catalogue/migrated-database.ts';

interface Policy {
  readonly name: string;
  readonly table: string;
  /** Whether it holds for the running service. */
  readonly forApp: boolean;
}

describe.each(SERVICES)('the database of %s', (service) => {
  let database: MigratedDatabase;
  beforeAll(async () => {
    database = await migratedDatabase(service);
  });
  afterAll(() => database.drop());

  async function policies(): Promise<Policy[]> {
    const policiesSql =
      'SELECT policyname AS name, tablename AS table, $2 = ANY (roles) AS "forApp" FROM pg_policies WHERE schemaname = $1 ORDER BY 2, 1';
    return (await database.admin.query<Policy>(policiesSql, [service, `${service}_app`])).rows;
  }

  /** What is found after a change that is taken back at once. */
  async function findingsAfter(changeSql: string): Promise<string[]> {
    await database.admin.query('BEGIN');
    try {
      await database.admin.query(changeSql);
      return await inspect(database.admin, service, EXEMPTIONS[service]);
    } finally {
      await database.admin.query('ROLLBACK');
    }
  }

  test('[R-152] [R-153] keeps tenants, owners and roles apart in every table, but for what is exempted with a reason', async () => {
    expect(await inspect(database.admin, service, EXEMPTIONS[service])).toEqual([]);
  });

  test('[R-153] notices each policy that is dropped', async () => {
    const all = await policies();
    expect(all.length).toBeGreaterThan(0);
    const unnoticed: string[] = [];
    for (const { name, table } of all) {
      const found = await findingsAfter(`DROP POLICY "${name}" ON "${service}"."${table}"`);
      if (!found.some((finding) => finding.includes(table))) unnoticed.push(`${table}.${name}`);
    }
    expect(unnoticed).toEqual([]);
  });

  test('[R-153] notices each policy of a tenant’s table that lets everything through', async () => {
    const tenantTablesSql =
      "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = $1 AND column_name = 'tenant_id'";
    const { rows } = await database.admin.query<{ name: string }>(tenantTablesSql, [service]);
    const tenantTables = rows.map(({ name }) => name);
    const unnoticed: string[] = [];
    for (const { name, table, forApp } of await policies()) {
      if (!forApp || !tenantTables.includes(table)) continue;
      const found = await findingsAfter(`ALTER POLICY "${name}" ON "${service}"."${table}" USING (true)`);
      if (!found.some((finding) => finding.includes(table))) unnoticed.push(`${table}.${name}`);
    }
    expect(unnoticed).toEqual([]);
  });

  test('[R-153] finds a table that somebody adds', async () => {
    const found = await findingsAfter(`CREATE TABLE "${service}".added (id uuid PRIMARY KEY)`);
    expect(found).toContain('row-security-off added');
  });
});
