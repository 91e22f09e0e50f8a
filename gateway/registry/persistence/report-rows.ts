import type { Transaction } from '#platform/db';
import type { UnknownUse, Use } from '../types.ts';

export interface UseTotals {
  readonly byId: number;
  readonly byText: number;
}

/** Requests of a client for registered documents, from a day on. */
export async function totalUses(tx: Transaction, client: string, firstDay: string): Promise<UseTotals> {
  const [row] = await tx.query<UseTotals>(
    `SELECT coalesce(sum(by_id), 0)::float8 AS "byId", coalesce(sum(by_text), 0)::float8 AS "byText"
     FROM document_use WHERE client = $1 AND day >= $2`,
    [client, firstDay],
  );
  return row ?? { byId: 0, byText: 0 };
}

/** Documents that came as text, the most used first. */
export async function usesByText(tx: Transaction, client: string, firstDay: string, limit: number): Promise<Use[]> {
  const rows = await tx.query<{ id: string; count: number; lastUsed: Date }>(
    `SELECT id, sum(by_text)::float8 AS count, max(last_used) AS "lastUsed"
     FROM document_use WHERE client = $1 AND day >= $2 AND by_text > 0 GROUP BY id ORDER BY count DESC, id LIMIT $3`,
    [client, firstDay, limit],
  );
  return rows.map(({ id, count, lastUsed }) => ({ id, count, lastUsedAt: lastUsed.toISOString() }));
}

/** Names of documents of the registry; those of the files are not in it. */
export async function documentNames(
  tx: Transaction,
  client: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ id: string; name: string }>(
    'SELECT id, name FROM document WHERE client = $1 AND id = ANY ($2)',
    [client, ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** How many requests had a text in no list. */
export async function totalUnknown(tx: Transaction, client: string, firstDay: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    'SELECT coalesce(sum(count), 0)::float8 AS count FROM unknown_use WHERE client = $1 AND day >= $2',
    [client, firstDay],
  );
  return row?.count ?? 0;
}

/** Texts in no list, the most used first. */
export async function unknownUses(
  tx: Transaction,
  client: string,
  firstDay: string,
  limit: number,
): Promise<UnknownUse[]> {
  const rows = await tx.query<{ hash: string; sample: string; count: number; lastUsed: Date }>(
    `SELECT hash, min(sample) AS sample, sum(count)::float8 AS count, max(last_used) AS "lastUsed"
     FROM unknown_use WHERE client = $1 AND day >= $2 GROUP BY hash ORDER BY count DESC, hash LIMIT $3`,
    [client, firstDay, limit],
  );
  return rows.map(({ lastUsed, ...rest }) => ({ ...rest, lastUsedAt: lastUsed.toISOString() }));
}

export interface ExportedUse extends Use {
  readonly client: string;
}

/** Uses of every document of every client, from a day on. */
export async function allUses(tx: Transaction, firstDay: string): Promise<ExportedUse[]> {
  const rows = await tx.query<{ client: string; id: string; count: number; lastUsed: Date }>(
    `SELECT client, id, sum(by_id + by_text)::float8 AS count, max(last_used) AS "lastUsed"
     FROM document_use WHERE day >= $1 GROUP BY client, id ORDER BY client, id`,
    [firstDay],
  );
  return rows.map(({ lastUsed, ...rest }) => ({ ...rest, lastUsedAt: lastUsed.toISOString() }));
}
