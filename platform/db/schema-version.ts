import type { DataSource, MigrationInterface } from 'typeorm';

/** Table, in the service's schema, in which TypeORM records the migrations that ran. */
export const MIGRATIONS_TABLE = 'schema_migrations';

/**
 * Refuses a database that lacks a migration this code was written for. A database that is ahead is accepted: the
 * previous version of a service must run on the next schema.
 */
export async function assertSchemaIsCurrent(
  source: DataSource,
  service: string,
  migrations: readonly (new () => MigrationInterface)[],
): Promise<void> {
  const namesSql = `SELECT name FROM "${service}"."${MIGRATIONS_TABLE}"`;
  let rows: { name: string }[];
  try {
    rows = await source.query<{ name: string }[]>(namesSql);
  } catch (cause) {
    throw new Error(`The database of ${service} has never been migrated. Run its migrations first.`, { cause });
  }
  const applied = new Set(rows.map(({ name }) => name));
  const missing = migrations
    .map((Migration) => new Migration().name ?? Migration.name)
    .filter((name) => !applied.has(name));
  if (missing.length > 0) throw new Error(`The database of ${service} is behind; missing: ${missing.join(', ')}`);
}
