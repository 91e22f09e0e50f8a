import pg from 'pg';
import { createMigratedDatabase } from '../migrated-database.ts';
import { MIGRATIONS } from '../migrations.ts';
import { rowSecurity } from './row-security.ts';
import type { ProcessName } from '../../../cli/stack/services.ts';

/** A database for each process, migrated, to be thrown away. */
export interface GraphDatabases {
  /** As the service connects. */
  appUrl(service: ProcessName): string;
  /** As the superuser, past row-level security. */
  rows<Row extends pg.QueryResultRow>(
    service: ProcessName,
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<Row[]>;
  /** Puts row-level security of every table in force, or out of it, as only an owner can. */
  rowSecurity(isOn: boolean): Promise<void>;
  drop(): Promise<void>;
}

export async function createGraphDatabases(): Promise<GraphDatabases> {
  const opened = new Map(
    await Promise.all(
      (Object.keys(MIGRATIONS) as ProcessName[]).map(async (service) => {
        const database = await createMigratedDatabase({ service, migrations: MIGRATIONS[service] });
        const admin = new pg.Pool({ connectionString: database.adminUrl, max: 1 });
        // Dropping the database ends its idle connections.
        admin.on('error', () => undefined);
        return [service, { database, admin, tables: await rowSecurity(admin, service) }] as const;
      }),
    ),
  );
  const of = (service: ProcessName) => {
    const found = opened.get(service);
    if (found === undefined) throw new Error(`${service} has no database`);
    return found;
  };
  return {
    appUrl: (service) => of(service).database.appUrl,
    rows: async <Row extends pg.QueryResultRow>(
      service: ProcessName,
      sql: string,
      parameters: readonly unknown[] = [],
    ) => (await of(service).admin.query<Row>(sql, [...parameters])).rows,
    rowSecurity: async (isOn) => {
      for (const { tables } of opened.values()) await tables.put(isOn);
    },
    drop: async () => {
      for (const { admin, database } of opened.values()) {
        await admin.end();
        await database.drop();
      }
    },
  };
}
