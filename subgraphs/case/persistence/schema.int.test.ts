import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runMigrations } from '#platform/db';
import { newId } from '#platform/ids';
import { createTestDatabase } from '../../../tests/support/postgres.ts';
import { AUDIT_EXEMPTIONS } from '../../../tests/tenancy/catalogue/audit-exemptions.ts';
import { migrations } from './migrations/index.ts';
import type { QueryRunner } from 'typeorm';
import type { TestDatabase } from '../../../tests/support/postgres.ts';

let database: TestDatabase;
let admin: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase({ service: 'case' });
  await runMigrations({ service: 'case', url: database.migrateUrl, migrations });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

async function names(sql: string): Promise<string[]> {
  return (await admin.query<{ name: string }>(sql)).rows.map(({ name }) => name).sort();
}

const TABLES = `SELECT relname AS name FROM pg_class WHERE relnamespace = '"case"'::regnamespace AND relkind = 'r'`;

describe('the schema', () => {
  test('[R-107] guards every table against changes without a receipt, but for the named exemptions', async () => {
    const guarded = await names(
      `SELECT c.relname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'audit_guard' AND t.tgenabled = 'A'`,
    );
    expect([...guarded, ...Object.keys(AUDIT_EXEMPTIONS.case)].sort()).toEqual(await names(TABLES));
  });

  test('[R-107] refuses the commit of a change without a receipt', async () => {
    const app = new pg.Client({ connectionString: database.appUrl });
    await app.connect();
    try {
      const [tenantId, principalId] = [newId(), newId()];
      await app.query('BEGIN');
      await app.query(`SELECT set_config('app.tenant', $1, true), set_config('app.principal', $2, true)`, [
        tenantId,
        principalId,
      ]);
      await app.query(
        `INSERT INTO case_record (tenant_id, id, principal_id, type, status, content_revision, created_at)
          VALUES ($1, $2, $3, 'emergency_pack', 'draft', 0, now())`,
        [tenantId, newId(), principalId],
      );
      await expect(app.query('COMMIT')).rejects.toThrow('has no audit receipt');
    } finally {
      await app.end();
    }
  });

  test('[R-076] forces row-level security on every table but the list of migrations', async () => {
    expect(await names(`${TABLES} AND NOT (relrowsecurity AND relforcerowsecurity)`)).toEqual(['schema_migrations']);
  });

  test('lets the runtime role call its look-ups, and nobody else', async () => {
    const functions = await names(
      `SELECT proname AS name FROM pg_proc WHERE pronamespace = '"case"'::regnamespace AND prosecdef`,
    );
    expect(functions).toEqual([
      'cases_with_ended_links',
      'known_packs',
      'owners_of_cases',
      'owners_of_packs',
      'purge_idempotency_keys',
      'scope_of_share_link',
      'scope_of_ticket',
    ]);
    const open = await names(
      `SELECT proname AS name FROM pg_proc WHERE pronamespace = '"case"'::regnamespace AND prosecdef
        AND (has_function_privilege('public', oid, 'EXECUTE') OR NOT has_function_privilege('case_app', oid, 'EXECUTE'))`,
    );
    expect(open).toEqual([]);
  });

  test('can be taken down again', async () => {
    const runner = { query: (sql: string) => admin.query(sql) } as unknown as QueryRunner;
    for (const Migration of migrations.toReversed()) await new Migration().down(runner);
    expect(await names(TABLES)).toEqual(['schema_migrations']);
    expect(await names(`SELECT proname AS name FROM pg_proc WHERE pronamespace = '"case"'::regnamespace`)).toEqual([]);
  });
});
