import type { Database } from '#platform/db';

const STORED_OBJECTS = `SELECT key FROM vault.stored_objects($1::text[]) AS key`;

/** Which of `keys` belong to an available version, whoever's it is. */
export async function findStoredObjects(
  db: Pick<Database, 'read'>,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db.read(null, (tx) => tx.query<{ key: string }>(STORED_OBJECTS, [keys]));
  return new Set(rows.map(({ key }) => key));
}
