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

  /** As `pg_policies` has it, in one text; undefined when the change is none that this policy can have. */
  async function printedAfter(changeSql: string, { name, table }: Policy): Promise<string | undefined> {
    const printedSql =
      'SELECT p::text AS printed FROM pg_policies p WHERE schemaname = $1 AND tablename = $2 AND policyname = $3';
    await database.admin.query('BEGIN');
    try {
      await database.admin.query(changeSql);
      return (await database.admin.query<{ printed: string }>(printedSql, [service, table, name])).rows[0]?.printed;
    } catch {
      return undefined;
    } finally {
      await database.admin.query('ROLLBACK');
    }
  }

  test.each(['USING (true)', 'WITH CHECK (true)', 'TO PUBLIC', `TO "${service}_ro", "${service}_app"`])(
    '[R-153] notices each policy that is widened by %s, those included that are exempted',
    async (widening) => {
      const unnoticed: string[] = [];
      let tried = 0;
      for (const policy of await policies()) {
        const { name, table } = policy;
        const changeSql = `ALTER POLICY "${name}" ON "${service}"."${table}" ${widening}`;
        const printed = await printedAfter(changeSql, policy);
        // A policy that has no such part, or has it as wide already.
        if (printed === undefined || printed === (await printedAfter('SELECT 1', policy))) continue;
        tried += 1;
        const found = await findingsAfter(changeSql);
        if (!found.some((finding) => finding.includes(table))) unnoticed.push(`${table}.${name}`);
      }
      expect(unnoticed).toEqual([]);
      expect(tried).toBeGreaterThan(0);
    },
  );

  test('[R-153] finds a table that somebody adds', async () => {
    const found = await findingsAfter(`CREATE TABLE "${service}".added (id uuid PRIMARY KEY)`);
    expect(found).toContain('row-security-off added');
    expect(found).toContain('changes-without-receipt added');
  });

  test.each(['DROP TRIGGER', 'ENABLE TRIGGER', 'ENABLE REPLICA TRIGGER', 'DISABLE TRIGGER'])(
    '[R-107] notices each guard after %s',
    async (change) => {
      const { rows } = await database.admin.query<{ table: string; trigger: string }>(
        `SELECT c.relname AS table, t.tgname AS trigger FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE c.relnamespace = $1::regnamespace AND t.tgname = 'audit_guard'`,
        [`"${service}"`],
      );
      expect(rows.length > 0).toBe(service !== 'audit');
      const unnoticed: string[] = [];
      for (const { table, trigger } of rows) {
        const target = `"${service}"."${table}"`;
        const changeSql =
          change === 'DROP TRIGGER'
            ? `${change} ${trigger} ON ${target}`
            : `ALTER TABLE ${target} ${change} ${trigger}`;
        const found = await findingsAfter(changeSql);
        if (!found.includes(`changes-without-receipt ${table}`)) unnoticed.push(table);
      }
      expect(unnoticed).toEqual([]);
    },
  );
});
