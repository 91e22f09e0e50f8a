import pg from 'pg';
import { openDatabase, protectTable, runMigrations } from '#platform/db';
import { createTestDatabase } from '../../support/postgres.ts';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Database } from '#platform/db';

class CreateNotes1764000000000 implements MigrationInterface {
  readonly name = 'CreateNotes1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE incident.note (
      tenant_id uuid NOT NULL, id uuid NOT NULL, text text NOT NULL, PRIMARY KEY (tenant_id, id))`);
    const grants = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
    for (const statement of protectTable({ service: 'incident', table: 'note', ownership: 'tenant', grants })) {
      await runner.query(statement);
    }
  }

  async down(): Promise<void> {
    return Promise.resolve();
  }
}

/** A service with one table of tenants' notes and one connection for everybody. */
export interface Notes {
  readonly db: Database;
  /** The superuser, who cancels statements and ends connections. */
  readonly admin: pg.Client;
  close(): Promise<void>;
}

export async function openNotes(): Promise<Notes> {
  const database = await createTestDatabase({ service: 'incident' });
  const migrations = [CreateNotes1764000000000];
  await runMigrations({ service: 'incident', url: database.migrateUrl, migrations });
  const db = await openDatabase({ service: 'incident', url: database.appUrl, poolMax: 1, entities: [], migrations });
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  return {
    db,
    admin,
    close: async () => {
      await db.close();
      await admin.end();
      await database.drop();
    },
  };
}
