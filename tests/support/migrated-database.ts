import { createHash } from 'node:crypto';
import pg from 'pg';
import { runMigrations } from '#platform/db';
import { copyDatabase, createTestDatabase, testClusterUrl } from './postgres.ts';
import type { MigrationInterface } from 'typeorm';
import type { DatabaseOwner } from '../../cli/stack/services.ts';
import type { TestDatabase } from './postgres.ts';

/** Whoever comes first migrates, the others wait. Any fixed number does. */
const MODEL_LOCK = 7_331_002;
const NAME_LENGTH = 16;

export interface MigratedDatabaseOptions {
  readonly service: DatabaseOwner;
  readonly migrations: readonly (new () => MigrationInterface)[];
}

/**
 * Makes a database with the service's roles and tables, and nothing in them. The migrations run once in a test run, on a model;
 * what tests get are copies of it, which costs half as much.
 */
export async function createMigratedDatabase(options: MigratedDatabaseOptions): Promise<TestDatabase> {
  return copyDatabase(options.service, await modelFor(options));
}

/** Models that this worker knows to be there. */
const models = new Map<string, Promise<string>>();

/** @returns the name of the database to copy, to which nobody connects */
function modelFor(options: MigratedDatabaseOptions): Promise<string> {
  const names = options.migrations.map(({ name }) => name).join(' ');
  const digest = createHash('sha256').update(names).digest('hex').slice(0, NAME_LENGTH);
  const model = `model_${options.service}_${digest}`;
  const known = models.get(model) ?? makeModel(model, options);
  models.set(model, known);
  return known;
}

async function makeModel(model: string, { service, migrations }: MigratedDatabaseOptions): Promise<string> {
  const admin = new pg.Client({ connectionString: testClusterUrl() });
  await admin.connect();
  try {
    // Held until the session ends.
    await admin.query('SELECT pg_advisory_lock($1)', [MODEL_LOCK]);
    const found = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [model]);
    if (found.rowCount !== 0) return model;
    const { name, migrateUrl } = await createTestDatabase({ service });
    await runMigrations({ service, url: migrateUrl, migrations });
    // It has its name once it is complete.
    await admin.query(`ALTER DATABASE ${pg.escapeIdentifier(name)} RENAME TO ${pg.escapeIdentifier(model)}`);
    return model;
  } finally {
    await admin.end();
  }
}
