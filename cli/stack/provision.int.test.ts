import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';

import { createTestDatabase, type TestDatabase } from '../../tests/support/postgres.ts';

let vault: TestDatabase;
let audit: TestDatabase;
let reserved: TestDatabase;

beforeAll(async () => {
  [vault, audit, reserved] = await Promise.all([
    createTestDatabase({ service: 'vault' }),
    createTestDatabase({ service: 'audit' }),
    createTestDatabase({ service: 'case' }),
  ]);
});

afterAll(async () => {
  await Promise.all([vault.drop(), audit.drop(), reserved.drop()]);
});

async function query(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

/** The same role against another database of the cluster. */
function elsewhere(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}

describe('provisioned roles', () => {
  test('what a migration creates belongs to the owner, which cannot log in', async () => {
    await query(vault.migrateUrl, 'CREATE TABLE thing (id int)', 'GRANT SELECT, INSERT ON thing TO vault_app');
    const rows = await query(
      vault.adminUrl,
      `SELECT t.tableowner, t.schemaname, r.rolcanlogin FROM pg_tables t JOIN pg_roles r ON r.rolname = t.tableowner WHERE t.tablename = 'thing'`,
    );
    expect(rows).toEqual([{ tableowner: 'vault_owner', schemaname: 'vault', rolcanlogin: false }]);
  });

  test.each(['vault', 'audit', 'case'] as const)('a schema called %s is where its roles work', async (service) => {
    const database = { vault, audit, case: reserved }[service];
    expect(await query(database.migrateUrl, 'SELECT current_schema() AS schema, current_user::text AS role')).toEqual([
      { schema: service, role: `${service}_owner` },
    ]);
    expect(await query(database.appUrl, 'SELECT current_schema() AS schema, current_user::text AS role')).toEqual([
      { schema: service, role: `${service}_app` },
    ]);
  });

  test.each([
    ['create a table in its schema', 'CREATE TABLE vault.own (id int)'],
    ['create a table in public', 'CREATE TABLE public.own (id int)'],
    ['create a temporary table', 'CREATE TEMP TABLE own (id int)'],
    ['create a schema', 'CREATE SCHEMA own'],
    ['create a role', 'CREATE ROLE own'],
    ['create a database', 'CREATE DATABASE own'],
    ['become the owner', 'SET ROLE vault_owner'],
    ['read a server file', `SELECT pg_read_file('postgresql.conf')`],
    ['run a program', `COPY (SELECT 1) TO PROGRAM 'cat'`],
  ])('the running service cannot %s', async (_what, statement) => {
    await expect(query(vault.appUrl, statement)).rejects.toMatchObject({ code: '42501' });
  });

  test('nothing is granted wholesale: a new table is closed to the service and to readers', async () => {
    await query(vault.migrateUrl, 'CREATE TABLE closed (id int)');
    await expect(query(vault.appUrl, 'SELECT * FROM closed')).rejects.toMatchObject({ code: '42501' });
    await expect(query(vault.roUrl, 'SELECT * FROM closed')).rejects.toMatchObject({ code: '42501' });
  });

  test('no service role connects to the database of another service or to the shared ones', async () => {
    for (const database of [audit.name, 'postgres', 'template1']) {
      for (const url of [vault.appUrl, vault.migrateUrl, vault.roUrl]) {
        await expect(query(elsewhere(url, database), 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
      }
    }
  });

  test('no role of a service is a superuser, passes by row-level security, or may create roles or databases', async () => {
    const rows = await query(
      vault.adminUrl,
      `SELECT rolname::text FROM pg_roles WHERE rolname ~ '^(vault|audit|case)_' AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)`,
    );
    expect(rows).toEqual([]);
    expect(await query(audit.urlOf('eraser'), 'SELECT current_user::text AS role')).toEqual([{ role: 'audit_eraser' }]);
  });

  test('sessions of the service carry its time limits and readers cannot write', async () => {
    const limits = await query(
      vault.appUrl,
      `SELECT current_setting('statement_timeout') AS statement, current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('lock_timeout') AS lock`,
    );
    expect(limits).toEqual([{ statement: '10s', idle: '15s', lock: '3s' }]);
    await query(vault.migrateUrl, 'CREATE TABLE report (id int)', 'GRANT SELECT, INSERT ON report TO vault_ro');
    await expect(query(vault.roUrl, 'INSERT INTO report VALUES (1)')).rejects.toMatchObject({ code: '25006' });
  });

  test('a wrong password is refused', async () => {
    const wrong = Object.assign(new URL(vault.appUrl), { password: 'wrong' }).href;
    await expect(query(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });
});
