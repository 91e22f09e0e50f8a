import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { newId } from '#platform/ids';
import { createTestDatabase, testClusterUrl } from '../../tests/support/postgres.ts';
import { openDatabase } from './database.ts';
import { appendOnly, protectTable } from './row-level-security.ts';
import { runMigrations } from './run-migrations.ts';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { TestDatabase } from '../../tests/support/postgres.ts';
import type { Database, Transaction, TransactionScope } from './transaction.ts';

class CreateNotes1764000000000 implements MigrationInterface {
  readonly name = 'CreateNotes1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const columns =
      'tenant_id uuid NOT NULL, id uuid NOT NULL, principal_id uuid NOT NULL, text text NOT NULL, PRIMARY KEY (tenant_id, id)';
    const grants = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
    for (const sql of [
      `CREATE TABLE vault.private_note (${columns})`,
      `CREATE TABLE vault.shared_note (${columns})`,
      `CREATE TABLE vault.fixed_note (${columns})`,
      ...protectTable({ service: 'vault', table: 'private_note', ownership: 'principal', grants }),
      ...protectTable({ service: 'vault', table: 'shared_note', ownership: 'tenant', grants }),
      ...protectTable({ service: 'vault', table: 'fixed_note', ownership: 'tenant', grants }),
      ...appendOnly({ service: 'vault', table: 'fixed_note' }),
    ]) {
      await runner.query(sql);
    }
  }

  async down(): Promise<void> {
    return Promise.resolve();
  }
}

class NeverApplied1764000000001 implements MigrationInterface {
  readonly name = 'NeverApplied1764000000001';

  async up(): Promise<void> {
    return Promise.resolve();
  }

  async down(): Promise<void> {
    return Promise.resolve();
  }
}

const migrations = [CreateNotes1764000000000];
let database: TestDatabase;
let admin: pg.Client;
/** One connection, so that every transaction gets the one the transaction before it had. */
let db: Database;

function open(change: Partial<Parameters<typeof openDatabase>[0]> = {}): Promise<Database> {
  return openDatabase({ service: 'vault', url: database.appUrl, poolMax: 1, entities: [], migrations, ...change });
}

beforeAll(async () => {
  database = await createTestDatabase({ service: 'vault' });
  await runMigrations({ service: 'vault', url: database.migrateUrl, migrations });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  db = await open();
});

afterAll(async () => {
  await db.close();
  await admin.end();
  await database.drop();
});

function somebody(tenantId = newId()): TransactionScope {
  return { tenantId, principalId: newId() };
}

const INSERT = {
  private: 'INSERT INTO private_note (tenant_id, id, principal_id, text) VALUES ($1, $2, $3, $4)',
  shared: 'INSERT INTO shared_note (tenant_id, id, principal_id, text) VALUES ($1, $2, $3, $4)',
} as const;

async function add(kind: keyof typeof INSERT, who: TransactionScope): Promise<string> {
  const id = newId();
  await db.write(who, (tx) => tx.query(INSERT[kind], [who.tenantId, id, who.principalId, 'text']));
  return id;
}

const all =
  (table: 'private_note' | 'shared_note') =>
  async (tx: Transaction): Promise<string[]> =>
    (await tx.query<{ id: string }>(`SELECT id FROM ${table} ORDER BY id`)).map(({ id }) => id);

const settings = async (tx: Transaction): Promise<unknown> =>
  (
    await tx.query(
      `SELECT current_setting('app.tenant', true) AS tenant, current_setting('app.principal', true) AS principal`,
    )
  )[0];

describe('[R-034] row-level security', () => {
  test('shows the rows of the scope and of nobody else', async () => {
    const [one, other] = [somebody(), somebody()];
    const colleague = somebody(one.tenantId);
    const [mine, ours] = [await add('private', one), await add('shared', one)];
    await add('private', other);
    expect(await db.read(one, all('private_note'))).toEqual([mine]);
    expect(await db.read(colleague, all('private_note'))).toEqual([]);
    expect(await db.read(colleague, all('shared_note'))).toEqual([ours]);
    expect(await db.read({ ...one, tenantId: other.tenantId }, all('private_note'))).toEqual([]);
    expect(await db.read({ ...other, tenantId: one.tenantId }, all('private_note'))).toEqual([]);
    expect(await db.read(null, all('private_note'))).toEqual([]);
  });

  test.each([
    ["another tenant's row", (who: TransactionScope) => [newId(), newId(), who.principalId, 'x']],
    ["another principal's row", (who: TransactionScope) => [who.tenantId, newId(), newId(), 'x']],
  ])('refuses to write %s', async (_case, values) => {
    const who = somebody();
    await expect(db.write(who, (tx) => tx.query(INSERT.private, values(who)))).rejects.toMatchObject({
      code: '42501',
    });
  });

  test('does not let a row be given away, or a foreign one be changed', async () => {
    const [one, other] = [somebody(), somebody()];
    await add('private', one);
    const give = db.write(one, (tx) => tx.query('UPDATE private_note SET principal_id = $1', [other.principalId]));
    await expect(give).rejects.toMatchObject({ code: '42501' });
    await db.write(other, (tx) => tx.query(`UPDATE private_note SET text = 'changed'`));
    await db.write(other, (tx) => tx.query('DELETE FROM private_note'));
    expect(
      (await admin.query('SELECT text FROM vault.private_note WHERE principal_id = $1', [one.principalId])).rows,
    ).toEqual([{ text: 'text' }]);
  });

  test('holds for the owner of the table too, and a later policy cannot widen the tenant', async () => {
    const one = somebody();
    await add('private', one);
    const migrate = new pg.Client({ connectionString: database.migrateUrl });
    await migrate.connect();
    try {
      expect((await migrate.query('SELECT * FROM vault.private_note')).rows).toEqual([]);
      await migrate.query('CREATE POLICY generous ON vault.private_note TO vault_app USING (true)');
      expect(await db.read(somebody(), all('private_note'))).toEqual([]);
    } finally {
      await migrate.query('DROP POLICY generous ON vault.private_note');
      await migrate.end();
    }
  });
});

describe('a scope ends with its transaction', () => {
  test.each([
    ['after a commit', (who: TransactionScope) => db.write(who, settings)],
    ['after a read', (who: TransactionScope) => db.read(who, settings)],
    [
      'after an error',
      (who: TransactionScope) =>
        db.write(who, () => Promise.reject(new Error('the rule was broken'))).catch(() => undefined),
    ],
    [
      'after a refused statement',
      (who: TransactionScope) => db.write(who, (tx) => tx.query('SELECT 1/0')).catch(() => undefined),
    ],
    [
      'after a failing commit',
      (who: TransactionScope) => db.write(who, (tx) => tx.query('ROLLBACK')).catch(() => undefined),
    ],
  ])('%s the same connection belongs to nobody', async (_case, work) => {
    const who = somebody();
    await add('private', who);
    const connection = await db.read(null, backend);
    await work(who);
    expect(await db.read(null, settings)).toEqual({ tenant: '', principal: '' });
    expect(await db.read(null, all('private_note'))).toEqual([]);
    expect(await db.read(null, backend)).toBe(connection);
  });

  test('also when many share few connections', async () => {
    const shared = await open({ poolMax: 3 });
    const people = Array.from({ length: 12 }, () => somebody());
    const own = new Map<TransactionScope, string>();
    for (const who of people) own.set(who, await add('private', who));
    const rounds = Array.from({ length: 60 }, async (_, at) => {
      const who = people[at % people.length] ?? somebody();
      const seen = await shared.read(who, all('private_note'));
      expect(seen).toEqual([own.get(who)]);
      if (at % 3 === 0) await expect(shared.write(who, (tx) => tx.query('SELECT 1/0'))).rejects.toThrow();
    });
    await Promise.all(rounds);
    await shared.close();
  });
});

const backend = async (tx: Transaction): Promise<number> =>
  (await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]?.pid ?? 0;

test('a read writes nothing', async () => {
  const who = somebody();
  const write = db.read(who, (tx) => tx.query(INSERT.private, [who.tenantId, newId(), who.principalId, 'x']));
  await expect(write).rejects.toMatchObject({ code: '25006' });
});

test('work that fails leaves nothing of itself', async () => {
  const who = somebody();
  const work = db.write(who, async (tx) => {
    await tx.query(INSERT.private, [who.tenantId, newId(), who.principalId, 'x']);
    throw new Error('the rule was broken');
  });
  await expect(work).rejects.toThrow('the rule was broken');
  expect(await db.read(who, all('private_note'))).toEqual([]);
});

test('[R-111] an append-only table keeps its rows, although the service may change other tables', async () => {
  const who = somebody();
  await db.write(who, (tx) =>
    tx.query('INSERT INTO fixed_note (tenant_id, id, principal_id, text) VALUES ($1, $2, $3, $4)', [
      who.tenantId,
      newId(),
      who.principalId,
      'x',
    ]),
  );
  for (const sql of [`UPDATE fixed_note SET text = 'y'`, 'DELETE FROM fixed_note']) {
    await expect(db.write(who, (tx) => tx.query(sql))).rejects.toMatchObject({ code: '23001' });
  }
  await expect(admin.query('TRUNCATE vault.fixed_note')).rejects.toMatchObject({ code: '23001' });
});

describe('[R-126] a database that does not fit', () => {
  test('lacks a migration: nothing starts, and the missing one is named', async () => {
    await expect(open({ migrations: [...migrations, NeverApplied1764000000001] })).rejects.toThrow(
      'behind; missing: NeverApplied1764000000001',
    );
  });

  test('is ahead: the previous version of a service still runs on it', async () => {
    await (await open({ migrations: [] })).close();
  });

  test('was never migrated: nothing starts', async () => {
    const empty = await createTestDatabase({ service: 'vault' });
    await expect(open({ url: empty.appUrl })).rejects.toThrow('has never been migrated');
    await empty.drop();
  });

  test('cannot be reached: nothing starts', async () => {
    const url = new URL(database.appUrl);
    url.port = '1';
    await expect(open({ url: url.href })).rejects.toThrow();
  });

  test('[R-129] does not encrypt although the URL demands it: nothing starts', async () => {
    await expect(open({ url: `${database.appUrl}?sslmode=verify-full` })).rejects.toThrow(/SSL/);
  });
});

describe('[R-125] a database that goes away', () => {
  test('in the middle of the work is SERVICE_UNAVAILABLE, and the next call works again', async () => {
    const who = somebody();
    const cut = db.write(who, async (tx) => {
      await tx.query(INSERT.private, [who.tenantId, newId(), who.principalId, 'x']);
      await admin.query('SELECT pg_terminate_backend($1)', [await backend(tx)]);
      await tx.query('SELECT 1');
    });
    await expect(cut).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', status: 503 });
    expect(await db.read(who, all('private_note'))).toEqual([]);
    await expect(db.check()).resolves.toBeUndefined();
  });

  test('between two calls costs at most an answer of SERVICE_UNAVAILABLE', async () => {
    const pid = await db.read(null, backend);
    await admin.query('SELECT pg_terminate_backend($1)', [pid]);
    const first = await db.read(null, backend).catch((error: unknown) => error);
    if (typeof first !== 'number') expect(first).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await db.read(null, backend)).not.toBe(pid);
  });

  test('takes no new connections: SERVICE_UNAVAILABLE', async () => {
    const limited = await open({ poolMax: 2 });
    const name = pg.escapeIdentifier(database.name);
    const cluster = new pg.Client({ connectionString: testClusterUrl() });
    await cluster.connect();
    await cluster.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    try {
      const both = limited.read(null, () => limited.read(null, backend));
      await expect(both).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    } finally {
      await cluster.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      await cluster.end();
      await limited.close();
    }
  });

  test.each([
    ['a statement that takes too long', `SET LOCAL statement_timeout = '1ms'`, 'SELECT pg_sleep(60)'],
    ['a lock that is not released in time', `SET LOCAL lock_timeout = '1ms'`, 'SELECT pg_advisory_xact_lock(4711)'],
  ])('%s is SERVICE_UNAVAILABLE', async (_case, limit, sql) => {
    await admin.query('SELECT pg_advisory_lock(4711)');
    const work = db.write(null, async (tx) => {
      await tx.query(limit);
      await tx.query(sql);
    });
    await expect(work).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await admin.query('SELECT pg_advisory_unlock(4711)');
  });

  test('what the database refuses is not called unavailable', async () => {
    await expect(db.write(null, (tx) => tx.query('SELECT 1/0'))).rejects.toMatchObject({
      code: '22012',
    });
  });
});

test('statements are reported without their values', async () => {
  const seen: string[] = [];
  const watched = await open({ onStatement: (sql) => seen.push(sql) });
  await watched.read(null, (tx) => tx.query('SELECT $1::text', ['canary']));
  expect(seen).toContain('SELECT $1::text');
  expect(seen.join()).not.toContain('canary');
  await watched.close();
});

describe('[R-154] migrations', () => {
  test('run once, belong to a role that cannot log in, and give the running service no DDL', async () => {
    expect(await runMigrations({ service: 'vault', url: database.migrateUrl, migrations })).toEqual([]);
    const { rows } = await admin.query(`SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'vault'`);
    expect(rows).toEqual([{ tableowner: 'vault_owner' }]);
    await expect(db.write(null, (tx) => tx.query('CREATE TABLE other (id int)'))).rejects.toMatchObject({
      code: '42501',
    });
  });

  test('two jobs at once are safe: one applies, the other waits as long as it takes and finds nothing to do', async () => {
    const fresh = await createTestDatabase({ service: 'vault' });
    const holder = new pg.Client({ connectionString: fresh.adminUrl });
    await holder.connect();
    try {
      // The role's own patience is one millisecond: whoever waits longer does so on purpose.
      await holder.query(
        `ALTER ROLE vault_migrate IN DATABASE ${pg.escapeIdentifier(fresh.name)} SET lock_timeout = '1ms'`,
      );
      await holder.query('SELECT pg_advisory_lock(7264001)');
      const jobs = [1, 2].map(() => runMigrations({ service: 'vault', url: fresh.migrateUrl, migrations }));
      await twoAreWaiting(holder);
      await holder.query('SELECT pg_advisory_unlock(7264001)');
      const applied = await Promise.all(jobs);
      expect(applied.map(({ length }) => length).sort()).toEqual([0, 1]);
    } finally {
      await holder.end();
      await fresh.drop();
    }
  });

  test('one that fails leaves nothing of itself, and says which', async () => {
    class Breaks1764000000002 implements MigrationInterface {
      readonly name = 'Breaks1764000000002';

      async up(runner: QueryRunner): Promise<void> {
        await runner.query('CREATE TABLE vault.half (id int)');
        await runner.query('SELECT 1/0');
      }

      async down(): Promise<void> {
        return Promise.resolve();
      }
    }
    await expect(
      runMigrations({ service: 'vault', url: database.migrateUrl, migrations: [...migrations, Breaks1764000000002] }),
    ).rejects.toThrow('division by zero');
    expect((await admin.query(`SELECT 1 FROM pg_tables WHERE tablename = 'half'`)).rows).toEqual([]);
    expect((await admin.query('SELECT name FROM vault.schema_migrations')).rows).toEqual([
      { name: 'CreateNotes1764000000000' },
    ]);
  });
});

async function twoAreWaiting(client: pg.Client): Promise<void> {
  const sql = `SELECT count(*)::int AS waiting FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  while ((await client.query<{ waiting: number }>(sql)).rows[0]?.waiting !== 2)
    await new Promise((resolve) => setImmediate(resolve));
}

test('[R-135] what people wrote is not in the error of a failed statement', async () => {
  const secret = 'a-name-nobody-should-read';
  const failure: unknown = await db
    .write(somebody(), (tx) => tx.query('SELECT $1::uuid', [secret]))
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'StatementError', code: '22P02' });
  expect(inspect(failure, { depth: 9 })).not.toContain(secret);
});
