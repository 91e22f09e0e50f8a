import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { runMigrations } from '#platform/db';
import { createTestDatabase } from '../../../../tests/support/postgres.ts';
import { migrations } from './index.ts';
import type { TestDatabase } from '../../../../tests/support/postgres.ts';

const NAMES = migrations.map(({ name }) => name);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ service: 'identity' });
});
afterAll(() => database.drop());

test('the schema can be taken back and made again', async () => {
  const job = { service: 'identity', url: database.migrateUrl, migrations };
  expect(await runMigrations(job)).toEqual(NAMES);
  expect(await runMigrations(job)).toEqual([]);
  const source = new DataSource({
    type: 'postgres',
    url: database.migrateUrl,
    schema: 'identity',
    migrations: [...migrations],
    migrationsTableName: 'schema_migrations',
    installExtensions: false,
  });
  await source.initialize();
  for (const _name of NAMES) await source.undoLastMigration();
  await source.destroy();
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  const left = await client.query(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'identity'::regnamespace AND relkind = 'r' AND relname <> 'schema_migrations'
      UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'identity'::regnamespace`,
  );
  await client.end();
  expect(left.rows).toEqual([]);
  expect(await runMigrations(job)).toEqual(NAMES);
});
