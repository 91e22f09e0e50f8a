import pg from 'pg';
import { runMigrations } from '#platform/db';
import { migrations as gatewayMigrations } from '../../../gateway/registry/persistence/migrations/index.ts';
import { migrations as auditMigrations } from '../../../subgraphs/audit/persistence/migrations/index.ts';
import { migrations as caseMigrations } from '../../../subgraphs/case/persistence/migrations/index.ts';
import { migrations as identityMigrations } from '../../../subgraphs/identity/persistence/migrations/index.ts';
import { migrations as incidentMigrations } from '../../../subgraphs/incident/persistence/migrations/index.ts';
import { migrations as vaultMigrations } from '../../../subgraphs/vault/persistence/migrations/index.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import type { MigrationInterface } from 'typeorm';
import type { DatabaseOwner } from '../../../cli/stack/services.ts';

/** Whose databases hold to the rules: every service behind an audit log. */
export type InspectedService = Exclude<DatabaseOwner, 'witness'>;

export const MIGRATIONS: Readonly<Record<InspectedService, readonly (new () => MigrationInterface)[]>> = {
  identity: identityMigrations,
  vault: vaultMigrations,
  case: caseMigrations,
  incident: incidentMigrations,
  audit: auditMigrations,
  gateway: gatewayMigrations,
};

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
