import type { Database } from '#platform/db';

/** Keeps the first value for ever: of two processes that start at once, both use the same. */
const KEEP_FIRST = `INSERT INTO service_secret (name, secret_sealed, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING`;
const READ = `SELECT secret_sealed AS "secretSealed" FROM service_secret WHERE name = $1`;

/**
 * A sealed secret of the service itself, made at its first start.
 * @param name what it is for
 * @param make a sealed value, should there be none
 * @returns the sealed value that everybody uses
 */
export async function keepServiceSecret(
  db: Pick<Database, 'read' | 'write'>,
  name: string,
  make: () => Promise<{ sealed: string; now: Date }>,
): Promise<string> {
  const read = (): Promise<string | undefined> =>
    db.read(null, async (tx) => (await tx.query<{ secretSealed: string }>(READ, [name]))[0]?.secretSealed);
  const known = await read();
  if (known !== undefined) return known;
  const { sealed, now } = await make();
  await db.write(null, (tx) => tx.query(KEEP_FIRST, [name, sealed, now]));
  const kept = await read();
  if (kept === undefined) throw new Error('the secret of the service could not be kept');
  return kept;
}
