import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { runMigrations } from '#platform/db';
import { createTestDatabase } from '../../../tests/support/postgres.ts';
import { migrations } from './migrations/index.ts';
import type { TestDatabase } from '../../../tests/support/postgres.ts';

const APPEND_ONLY = {
  audit_entry: 'leaf = leaf',
  audit_detail: 'sealed = sealed',
  pseudonym: 'ref = ref',
  log_node: 'hash = hash',
  subject_key: 'wrapped = wrapped',
  integrity_finding: 'problem = problem',
};
/** Each table with a harmless assignment: what is refused is the change, not its content. */
const CASES = Object.entries(APPEND_ONLY).flatMap(([table, assignment]) => [
  ['UPDATE', table, `UPDATE audit.${table} SET ${assignment}`] as const,
  ['DELETE', table, `DELETE FROM audit.${table}`] as const,
  ['TRUNCATE', table, `TRUNCATE audit.${table} CASCADE`] as const,
]);

let database: TestDatabase;
let app: pg.Client;
let admin: pg.Client;
let eraser: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase({ service: 'audit' });
  await runMigrations({ service: 'audit', url: database.migrateUrl, migrations });
  app = await connect(database.appUrl);
  admin = await connect(database.adminUrl);
  eraser = await connect(database.urlOf('eraser'));
  await app.query(`SELECT set_config('app.purpose', 'sequencer', false)`);
  await insertRows();
});

afterAll(async () => {
  await app.end();
  await admin.end();
  await eraser.end();
  await database.drop();
});

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

/** One row in each table, so that a row trigger has something to refuse. */
async function insertRows(): Promise<void> {
  const [event, tenant, target] = ['a', 'b', 'c'].map((digit) => `${digit.repeat(8)}-0000-4000-8000-000000000000`);
  await app.query(
    `INSERT INTO audit_entry (index, event_id, kind, service, tenant_ref, tenant_seq, actor_type, action, target_type, target_ref,
       tier, outcome, request_id, recorded_at, event_hash, leaf)
     VALUES (0, $1, 'FACT', 'case', $2, 1, 'HUMAN', 'case.pack.deliver', 'Case', $3, 'green', 'OK', 'r-1', now(), '\\x00', '{}')`,
    [event, tenant, target],
  );
  await app.query(`INSERT INTO audit_detail (event_id, tenant_ref, sealed) VALUES ($1, $2, 'sealed')`, [event, tenant]);
  await app.query(`INSERT INTO pseudonym (tenant_ref, kind, raw_id, ref) VALUES ($1, 'tenant', $2, $1)`, [
    tenant,
    target,
  ]);
  await app.query(`INSERT INTO subject_key (tenant_ref, subject_ref, wrapped) VALUES ($1, $1, 'key')`, [tenant]);
  await app.query(`INSERT INTO integrity_alarm (id, raised_at) VALUES ($1, now())`, [event]);
  await app.query(
    `INSERT INTO integrity_finding (alarm_id, kind, place, problem, found_at) VALUES ($1, 'leaf', 'entry 0', 'x', now())`,
    [event],
  );
  await app.query(`INSERT INTO log_node (level, index, hash) VALUES (0, 0, sha256('x'))`);
}

describe('[R-111] append-only', () => {
  test.each(CASES)('the running service cannot %s %s, for want of the right', async (_change, _table, sql) => {
    await expect(app.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  test.each(CASES)('nobody can %s %s: the trigger refuses a superuser too', async (_change, _table, sql) => {
    await expect(admin.query(sql)).rejects.toMatchObject({
      code: '23001',
      message: expect.stringContaining('append-only'),
    });
  });

  test.each(CASES)('%s of %s is refused also where ordinary triggers do not fire', async (_change, _table, sql) => {
    await admin.query('BEGIN');
    try {
      await admin.query(`SET LOCAL session_replication_role = replica`);
      await expect(admin.query(sql)).rejects.toMatchObject({ code: '23001' });
    } finally {
      await admin.query('ROLLBACK');
    }
  });

  test.each([
    'ALTER TABLE audit.audit_entry DISABLE TRIGGER append_only_rows',
    'ALTER TABLE audit.audit_entry DISABLE ROW LEVEL SECURITY',
    'DROP TABLE audit.audit_entry',
    'DROP TRIGGER append_only_rows ON audit.audit_entry',
    'CREATE TABLE audit.other (id int)',
    'CREATE TABLE public.other (id int)',
    'CREATE TEMPORARY TABLE audit_entry (id int)',
    `CREATE FUNCTION audit.refuse_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
    'SET ROLE audit_owner',
    'SET session_replication_role = replica',
  ])('the running service cannot run %s', async (sql) => {
    await expect(app.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  test('the head cannot be removed, and only the sequencer moves it', async () => {
    await expect(app.query('DELETE FROM log_head')).rejects.toMatchObject({ code: '42501' });
    const reader = await connect(database.appUrl);
    try {
      await expect(reader.query('UPDATE log_head SET size = 7')).rejects.toMatchObject({ code: '42501' });
      await expect(
        reader.query(`INSERT INTO log_node (level, index, hash) VALUES (9, 9, sha256('x'))`),
      ).rejects.toMatchObject({ code: '42501' });
    } finally {
      await reader.end();
    }
  });
});

describe('[R-111] [R-157] the role that erases', () => {
  const ERASABLE = ['audit_detail', 'subject_key', 'pseudonym'];
  /** Rows of one person of the tenant that has rows already. */
  const [tenant, person, event] = ['b', 'e', 'f'].map((digit) => `${digit.repeat(8)}-0000-4000-8000-000000000000`);
  beforeAll(async () => {
    await app.query(
      `INSERT INTO audit_detail (event_id, tenant_ref, subject_ref, sealed) VALUES ($1, $2, $3, 'sealed')`,
      [event, tenant, person],
    );
    await app.query(
      `INSERT INTO audit_detail (event_id, tenant_ref, subject_ref, sealed) VALUES ($2, $1, $1, 'sealed')`,
      [tenant, person],
    );
    await app.query(`INSERT INTO subject_key (tenant_ref, subject_ref, wrapped) VALUES ($1, $2, 'key')`, [
      tenant,
      person,
    ]);
    await app.query(`INSERT INTO pseudonym (tenant_ref, kind, raw_id, ref) VALUES ($1, 'principal', $2, $2)`, [
      tenant,
      person,
    ]);
  });

  test.each(ERASABLE)('takes what is a person’s from %s, and leaves what is the tenant’s', async (table) => {
    const rows = async (): Promise<number> =>
      Number((await admin.query<{ count: string }>(`SELECT count(*) FROM audit.${table}`)).rows[0]?.count);
    const before = await rows();
    await eraser.query('BEGIN');
    try {
      const { rowCount } = await eraser.query(`DELETE FROM ${table}`);
      expect(rowCount).toBeGreaterThan(0);
      expect(rowCount).toBeLessThan(before);
    } finally {
      await eraser.query('ROLLBACK');
    }
  });

  test.each([
    ...CASES.filter(([change, table]) => change !== 'DELETE' || !ERASABLE.includes(table)).map(([, , sql]) => sql),
    'DELETE FROM tenant_head',
    'DELETE FROM log_head',
    'SELECT sealed FROM audit_detail',
    'SELECT wrapped FROM subject_key',
    'SELECT event_hash FROM audit_entry',
    'SELECT * FROM log_node',
    `INSERT INTO subject_key (tenant_ref, subject_ref, wrapped) VALUES ('${String(tenant)}', '${String(event)}', 'key')`,
    'SET ROLE audit_app',
    'CREATE TABLE audit.other (id int)',
  ])('cannot run %s', async (sql) => {
    await expect(eraser.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  test('is let by as itself only: not as what somebody else has become', async () => {
    await admin.query('BEGIN');
    try {
      await admin.query('SET LOCAL ROLE audit_eraser');
      await expect(admin.query('DELETE FROM audit.audit_detail')).rejects.toMatchObject({ code: '23001' });
    } finally {
      await admin.query('ROLLBACK');
    }
  });
});

test('[R-034] a connection without a scope sees no entry, no detail and no pseudonym', async () => {
  const reader = await connect(database.appUrl);
  try {
    for (const table of ['audit_entry', 'audit_detail', 'pseudonym', 'subject_key', 'tenant_head']) {
      expect((await reader.query(`SELECT * FROM ${table}`)).rows).toEqual([]);
    }
  } finally {
    await reader.end();
  }
});

test('every table is under forced row-level security', async () => {
  const { rows } = await admin.query<{ name: string; forced: boolean }>(
    `SELECT relname AS name, relrowsecurity AND relforcerowsecurity AS forced FROM pg_class
     WHERE relnamespace = 'audit'::regnamespace AND relkind = 'r' AND relname <> 'schema_migrations' ORDER BY 1`,
  );
  expect(rows.map(({ name }) => name)).toEqual([
    'audit_detail',
    'audit_entry',
    'cosigned_checkpoint',
    'forward_position',
    'integrity_alarm',
    'integrity_finding',
    'integrity_state',
    'log_checkpoint',
    'log_head',
    'log_node',
    'pseudonym',
    'subject_key',
    'tenant_head',
  ]);
  expect(rows.filter(({ forced }) => !forced)).toEqual([]);
});

test('[R-155] what lets the eraser erase can be taken back: then nobody can, as before', async () => {
  const Migration = migrations.find(({ name }) => name.startsWith('LetEraserErase'));
  if (Migration === undefined) throw new Error('there is such a migration');
  const migrate = await connect(database.migrateUrl);
  const runner = { query: (sql: string) => migrate.query(sql) };
  try {
    await new Migration().down(runner as never);
    await expect(eraser.query('SELECT ref FROM pseudonym')).rejects.toMatchObject({ code: '42501' });
    await expect(eraser.query('DELETE FROM pseudonym')).rejects.toMatchObject({ code: '42501' });
    await expect(admin.query('DELETE FROM audit.pseudonym')).rejects.toMatchObject({ code: '23001' });
    await new Migration().up(runner as never);
    expect((await eraser.query('SELECT ref FROM pseudonym')).rowCount).toBeGreaterThan(0);
  } finally {
    await migrate.end();
  }
});

test('[R-155] the migration can be taken back and applied again', async () => {
  const other = await createTestDatabase({ service: 'audit' });
  const [Migration] = migrations;
  if (Migration === undefined) throw new Error('there is a migration');
  const migrate = await connect(other.migrateUrl);
  const superuser = await connect(other.adminUrl);
  const runner = { query: (sql: string) => migrate.query(sql) };
  try {
    for (const direction of ['up', 'down', 'up'] as const) await new Migration()[direction](runner as never);
    expect((await superuser.query('SELECT size, epoch FROM audit.log_head')).rows).toEqual([{ size: '0', epoch: '0' }]);
  } finally {
    await migrate.end();
    await superuser.end();
    await other.drop();
  }
});
