import type { Transaction } from '#platform/db';

/** Uses of one document on one day, to be added to what is there. */
export interface UseAddition {
  readonly client: string;
  readonly id: string;
  /** `YYYY-MM-DD` in UTC. */
  readonly day: string;
  readonly byId: number;
  readonly byText: number;
  readonly lastUsedMs: number;
}

/** The same for a text in no list. */
export interface UnknownAddition {
  readonly client: string;
  readonly hash: string;
  readonly day: string;
  readonly sample: string;
  readonly count: number;
  readonly lastUsedMs: number;
}

/** One statement for all of it: sorted, so that replicas that add at the same time wait for each other and do not deadlock. */
export async function addUses(tx: Transaction, uses: readonly UseAddition[]): Promise<void> {
  const sorted = uses.toSorted((a, b) => compare(a.client, b.client) || compare(a.id, b.id) || compare(a.day, b.day));
  await tx.query(
    `INSERT INTO document_use AS known (client, id, day, by_id, by_text, last_used)
     SELECT * FROM unnest($1::text[], $2::text[], $3::date[], $4::bigint[], $5::bigint[], $6::timestamptz[])
     ON CONFLICT (client, id, day) DO UPDATE SET by_id = known.by_id + EXCLUDED.by_id,
       by_text = known.by_text + EXCLUDED.by_text, last_used = greatest(known.last_used, EXCLUDED.last_used)`,
    [
      sorted.map(({ client }) => client),
      sorted.map(({ id }) => id),
      sorted.map(({ day }) => day),
      sorted.map(({ byId }) => byId),
      sorted.map(({ byText }) => byText),
      sorted.map(({ lastUsedMs }) => new Date(lastUsedMs).toISOString()),
    ],
  );
}

/**
 * @param maxPerDay texts that are kept of one client on one day; of more, only those that are there already are counted on
 * @returns how many uses were not kept
 */
export async function addUnknownUses(
  tx: Transaction,
  uses: readonly UnknownAddition[],
  maxPerDay: number,
): Promise<number> {
  const sorted = uses.toSorted(
    (a, b) => compare(a.client, b.client) || compare(a.day, b.day) || compare(a.hash, b.hash),
  );
  const [row] = await tx.query<{ lost: number }>(
    `WITH added AS (
       SELECT * FROM unnest($1::text[], $2::text[], $3::date[], $4::text[], $5::bigint[], $6::timestamptz[])
         AS a (client, hash, day, sample, count, last_used)
     ), kept AS (
       SELECT u.client, u.day, count(*) AS texts FROM unknown_use u
       WHERE EXISTS (SELECT 1 FROM added a WHERE a.client = u.client AND a.day = u.day) GROUP BY 1, 2
     ), numbered AS (
       SELECT a.*, u.hash IS NOT NULL OR coalesce(k.texts, 0)
         + row_number() OVER (PARTITION BY a.client, a.day, u.hash IS NOT NULL ORDER BY a.hash) <= $7 AS is_kept
       FROM added a LEFT JOIN kept k USING (client, day) LEFT JOIN unknown_use u USING (client, day, hash)
     ), written AS (
       INSERT INTO unknown_use AS known (client, hash, day, sample, count, last_used)
       SELECT client, hash, day, sample, count, last_used FROM numbered WHERE is_kept ORDER BY client, day, hash
       ON CONFLICT (client, day, hash) DO UPDATE SET count = known.count + EXCLUDED.count,
         last_used = greatest(known.last_used, EXCLUDED.last_used)
     )
     SELECT coalesce(sum(count) FILTER (WHERE NOT is_kept), 0)::float8 AS lost FROM numbered`,
    [
      sorted.map(({ client }) => client),
      sorted.map(({ hash }) => hash),
      sorted.map(({ day }) => day),
      sorted.map(({ sample }) => sample),
      sorted.map(({ count }) => count),
      sorted.map(({ lastUsedMs }) => new Date(lastUsedMs).toISOString()),
      maxPerDay,
    ],
  );
  return row?.lost ?? 0;
}

/** Removes what is older than anybody asks for. @returns how many rows */
export async function forgetUses(tx: Transaction, beforeDay: string): Promise<number> {
  const [row] = await tx.query<{ gone: number }>(
    `WITH uses AS (DELETE FROM document_use WHERE day < $1 RETURNING 1),
       unknown AS (DELETE FROM unknown_use WHERE day < $1 RETURNING 1)
     SELECT ((SELECT count(*) FROM uses) + (SELECT count(*) FROM unknown))::int AS gone`,
    [beforeDay],
  );
  return row?.gone ?? 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
