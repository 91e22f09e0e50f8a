import { readdir } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Stack } from '../../../cli/stack/stack.ts';

/** Everything that is stored, boiled down to one line per table and one per object: equal means that nothing changed. */
export type Snapshot = Readonly<Record<string, string>>;

const AUDITED_SERVICES = ['identity', 'vault', 'case', 'incident', 'gateway'] as const;
/** What the gateway counts while it serves; every request by id changes it. */
const COUNTED = ['document_use', 'unknown_use'];
const TABLES = `SELECT table_name AS name FROM information_schema.tables
  WHERE table_schema = $1 AND table_type = 'BASE TABLE' AND table_name <> ALL ($2) ORDER BY 1`;

/** Reads all rows of all audited databases, behind row-level security, and the names of all stored objects. */
export async function takeSnapshot(stack: Stack): Promise<Snapshot> {
  const snapshot: Record<string, string> = {};
  for (const service of AUDITED_SERVICES) {
    const client = new pg.Client({ connectionString: stack.postgres.adminUrl(`lifeready_${service}`) });
    await client.connect();
    try {
      const tables = await client.query<{ name: string }>(TABLES, [service, COUNTED]);
      for (const { name } of tables.rows) snapshot[`${service}.${name}`] = await fingerprint(client, service, name);
    } finally {
      await client.end();
    }
  }
  for (const service of ['vault', 'case'] as const) {
    const folder = stack.paths.objects(service);
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    snapshot[`${service} objects`] = files
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .sort()
      .join('\n');
  }
  return snapshot;
}

async function fingerprint(client: pg.Client, schema: string, table: string): Promise<string> {
  const target = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(table)}`;
  const fingerprintSql = `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS line FROM ${target} t`;
  const { rows } = await client.query<{ line: string }>(fingerprintSql);
  return rows[0]?.line ?? '';
}
