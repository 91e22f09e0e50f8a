import { DataSource } from 'typeorm';
import { MIGRATIONS_TABLE } from './schema-version.ts';
import { createStatementLogger } from './statement-logger.ts';
import type { MigrationInterface } from 'typeorm';

export interface MigrationJob {
  /** Name of the service; also its schema and the stem of its roles. */
  readonly service: string;
  /** Connection of the migrate role, which may become `<service>_owner`. */
  readonly url: string;
  readonly migrations: readonly (new () => MigrationInterface)[];
}

/** Held while migrations run, so that two jobs at once are safe: the second waits and finds nothing to do. */
const MIGRATION_LOCK = 7_264_001;

/**
 * Applies what is missing, each migration in its own transaction, as the owner role. Objects belong to a role that cannot
 * log in; the runtime role can do no DDL.
 * @returns names of the migrations applied now
 */
export async function runMigrations({ service, url, migrations }: MigrationJob): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url,
    schema: service,
    migrations: [...migrations],
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: 'each',
    installExtensions: false,
    logger: createStatementLogger(),
    poolSize: 2,
    extra: { options: `-c role=${service}_owner -c search_path=${service}` },
  });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    // The other job may take as long as its migrations take; the role's limit is meant for locks on tables.
    await lock.query('SET lock_timeout = 0');
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await lock.query('RESET lock_timeout');
    const applied = await source.runMigrations({ transaction: 'each' });
    const grantSql = `GRANT SELECT ON "${service}"."${MIGRATIONS_TABLE}" TO "${service}_app", "${service}_ro"`;
    await lock.query(grantSql);
    return applied.map(({ name }) => name);
  } finally {
    await lock.release();
    await source.destroy();
  }
}
