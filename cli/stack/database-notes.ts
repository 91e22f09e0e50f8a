import pg from 'pg';
import { z } from 'zod';

import { databaseName } from './provision.ts';
import type { DatabaseOwner } from './services.ts';

const noteSchema = z.object({ migrated: z.string().optional(), seeded: z.string().optional() });

/**
 * What was done to a database, with the fingerprint of the code that did it. It is kept as the comment on the database
 * itself, so that it can never speak of another one, and lets a later start leave out work that would find nothing to do.
 */
export type DatabaseNote = z.output<typeof noteSchema>;

/** @param adminUrl the superuser's connection string to any database of the cluster */
export async function readDatabaseNote(adminUrl: string, service: DatabaseOwner): Promise<DatabaseNote> {
  return withClient(adminUrl, async (client) => {
    const found = await client.query<{ note: string | null }>(
      `SELECT shobj_description(oid, 'pg_database') AS note FROM pg_database WHERE datname = $1`,
      [databaseName(service)],
    );
    return parseNote(found.rows[0]?.note ?? '{}');
  });
}

/** Adds to what is noted. */
export async function writeDatabaseNote(adminUrl: string, service: DatabaseOwner, note: DatabaseNote): Promise<void> {
  const text = JSON.stringify({ ...(await readDatabaseNote(adminUrl, service)), ...note });
  await withClient(adminUrl, (client) =>
    client.query(`COMMENT ON DATABASE ${pg.escapeIdentifier(databaseName(service))} IS ${pg.escapeLiteral(text)}`),
  );
}

function parseNote(text: string): DatabaseNote {
  try {
    return noteSchema.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}

async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
