import type { Transaction } from '#platform/db';
import type { PublishedManifestRow } from '../types.ts';

interface ManifestRow extends Omit<PublishedManifestRow, 'notBefore' | 'expires' | 'publishedAt'> {
  readonly notBefore: Date;
  readonly expires: Date;
  readonly publishedAt: Date;
}

/** Whether this content was published for the client before. */
export async function isPublished(tx: Transaction, client: string, contentHash: Buffer): Promise<boolean> {
  const rows = await tx.query('SELECT 1 FROM manifest WHERE client = $1 AND content_hash = $2', [client, contentHash]);
  return rows.length > 0;
}

/** @param proof the manifest as it was signed, with the hash of its content */
export async function insertManifestRow(
  tx: Transaction,
  manifest: PublishedManifestRow,
  proof: { readonly jws: string; readonly contentHash: Buffer },
): Promise<void> {
  const { client, id, kid, format, notBefore, expires, publishedAt, documentCount } = manifest;
  await tx.query(
    `INSERT INTO manifest
       (client, id, kid, jws, content_hash, format, not_before, expires, published_at, document_count)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [client, id, kid, proof.jws, proof.contentHash, format, notBefore, expires, publishedAt, documentCount],
  );
}

/** Newest first: an id sorts by time. @param before id of the last one of the page before */
export async function listManifestRows(
  tx: Transaction,
  client: string,
  before: string | undefined,
  limit: number,
): Promise<PublishedManifestRow[]> {
  const rows = await tx.query<ManifestRow>(
    `SELECT client, id, kid, format, not_before AS "notBefore", expires, published_at AS "publishedAt",
       document_count AS "documentCount"
     FROM manifest WHERE client = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [client, before ?? null, limit],
  );
  return rows.map(({ notBefore, expires, publishedAt, ...rest }) => ({
    ...rest,
    notBefore: notBefore.toISOString(),
    expires: expires.toISOString(),
    publishedAt: publishedAt.toISOString(),
  }));
}
