import type { Transaction } from '#platform/db';
import type { JudgedDocument } from '../judge-document.ts';
import type { DocumentRow, Use } from '../types.ts';

interface ListedRow extends Omit<DocumentRow, 'registeredAt' | 'retiredAt' | 'lastUsedAt'> {
  readonly registeredAt: Date;
  readonly retiredAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** What is known of an id already. */
export interface KnownDocument {
  readonly id: string;
  readonly body: string;
  readonly retiredAt: Date | null;
}

/** Those of these ids that the client has or had. */
export async function findKnownDocuments(
  tx: Transaction,
  client: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownDocument>> {
  const rows = await tx.query<KnownDocument>(
    'SELECT id, body, retired_at AS "retiredAt" FROM document WHERE client = $1 AND id = ANY ($2)',
    [client, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Registers documents of a manifest, new ones and those that are there, which are retired no more: they run by this manifest, by none of before. */
export async function insertDocumentRows(
  tx: Transaction,
  manifest: { readonly client: string; readonly id: string; readonly publishedAt: string },
  documents: readonly JudgedDocument[],
): Promise<void> {
  const column = <Key extends keyof JudgedDocument>(key: Key): JudgedDocument[Key][] =>
    documents.map((document) => document[key]);
  const ids = column('id');
  await tx.query(
    `UPDATE manifest_document l SET retired_at = d.retired_at FROM document d
     WHERE d.client = $1 AND d.id = ANY ($2) AND d.retired_at IS NOT NULL
       AND l.client = d.client AND l.document_id = d.id AND l.retired_at IS NULL`,
    [manifest.client, ids],
  );
  await tx.query(
    `INSERT INTO document (client, id, name, body, text_hash, kind, max_cost, first_manifest_id, last_manifest_id, registered_at)
     SELECT $1, d.id, d.name, d.body, d.text_hash, d.kind, d.max_cost, $2, $2, $3
     FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[])
       AS d (id, name, body, text_hash, kind, max_cost)
     ON CONFLICT (client, id) DO UPDATE
       SET last_manifest_id = EXCLUDED.last_manifest_id, max_cost = EXCLUDED.max_cost, retired_at = NULL`,
    [
      manifest.client,
      manifest.id,
      manifest.publishedAt,
      ids,
      column('name'),
      column('body'),
      column('textHash'),
      column('kind'),
      column('maxCost'),
    ],
  );
  await tx.query('INSERT INTO manifest_document (client, manifest_id, document_id) SELECT $1, $2, unnest($3::text[])', [
    manifest.client,
    manifest.id,
    ids,
  ]);
}

/** @returns how many documents of the client are not retired */
export async function countDocuments(tx: Transaction, client: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM document WHERE client = $1 AND retired_at IS NULL',
    [client],
  );
  return row?.count ?? 0;
}

/** By id, after an id, with their use. */
export async function listDocumentRows(
  tx: Transaction,
  client: string,
  after: string | undefined,
  limit: number,
): Promise<DocumentRow[]> {
  const rows = await tx.query<ListedRow>(
    `SELECT d.client, d.id, d.name, d.body, d.kind, d.max_cost AS "maxCost", d.first_manifest_id AS "firstManifestId",
       d.last_manifest_id AS "lastManifestId", d.registered_at AS "registeredAt", d.retired_at AS "retiredAt",
       coalesce(u.uses, 0)::float8 AS uses, u.last_used AS "lastUsedAt"
     FROM document d LEFT JOIN LATERAL (
       SELECT sum(by_id + by_text) AS uses, max(last_used) AS last_used FROM document_use
       WHERE client = d.client AND id = d.id) u ON true
     WHERE d.client = $1 AND d.id > $2 ORDER BY d.id LIMIT $3`,
    [client, after ?? '', limit],
  );
  return rows.map(({ registeredAt, retiredAt, lastUsedAt, ...rest }) => ({
    ...rest,
    registeredAt: registeredAt.toISOString(),
    retiredAt: retiredAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }));
}

/** @returns the ids that were not retired before */
export async function retireDocumentRows(
  tx: Transaction,
  client: string,
  ids: readonly string[],
  at: string,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `UPDATE document SET retired_at = $3 WHERE client = $1 AND id = ANY ($2) AND retired_at IS NULL RETURNING id`,
    [client, ids, at],
  );
  return rows.map(({ id }) => id).toSorted();
}

/** Uses of these documents from a day on. */
export async function usesSince(
  tx: Transaction,
  client: string,
  ids: readonly string[],
  firstDay: string,
): Promise<Use[]> {
  const rows = await tx.query<{ id: string; count: number; lastUsed: Date }>(
    `SELECT id, sum(by_id + by_text)::float8 AS count, max(last_used) AS "lastUsed" FROM document_use
     WHERE client = $1 AND id = ANY ($2) AND day >= $3 GROUP BY id ORDER BY id`,
    [client, ids, firstDay],
  );
  return rows.map(({ id, count, lastUsed }) => ({ id, count, lastUsedAt: lastUsed.toISOString() }));
}
