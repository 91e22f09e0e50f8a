import pg from 'pg';
import { runMigrations } from '#platform/db';
import { MIGRATIONS } from '../../support/migrations.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import type { ProcessName } from '../../../cli/stack/services.ts';

/** Whose databases hold to the rules: every service behind an audit log. */
export type InspectedService = ProcessName;

/** Every service that has a database. */
export const SERVICES = Object.keys(MIGRATIONS) as InspectedService[];

/** A database as a deployment has it, looked at by the superuser. */
export interface MigratedDatabase {
  readonly admin: pg.Client;
  drop(): Promise<void>;
}

export async function migratedDatabase(service: InspectedService): Promise<MigratedDatabase> {
  const database = await createTestDatabase({ service });
  await runMigrations({ service, url: database.migrateUrl, migrations: MIGRATIONS[service] });
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  return {
    admin,
    drop: async () => {
      await admin.end();
      await database.drop();
    },
  };
}
