import { documentVersionEntity } from './entities/document-version.entity.ts';
import { ownedBy } from './entities/owned-columns.ts';
import { conflictOn } from '#platform/db';
import type { Transaction } from '#platform/db';
import type { DocumentVersion, StoredContent } from '../domain/document.ts';
import type { VersionPageRequest, VersionRepository } from '../domain/ports.ts';
import type { Owner } from '../domain/requester.ts';
import type { DocumentVersionRow } from './entities/document-version.entity.ts';

/** Columns of `document_version v` under the names of `DocumentVersion`. */
export const VERSION_COLUMNS = `v.tenant_id AS "tenantId", v.principal_id AS "principalId", v.id, v.document_id AS "documentId", v.number, v.status, v.scan, v.sha256,
  v.byte_size AS "byteSize", v.media_type AS "mediaType", v.created_at AS "createdAt"`;

const NEXT_NUMBER = `SELECT coalesce(max(number), 0) + 1 AS next FROM document_version
  WHERE tenant_id = $1 AND principal_id = $2 AND document_id = $3`;
const MAKE_AVAILABLE = `UPDATE document_version
  SET status = 'available', scan = $4, object_key = $5, key_id = $6, wrapped_key = $7, available_at = $8
  WHERE tenant_id = $1 AND principal_id = $2 AND id = $3 AND status = 'pending' RETURNING id`;
const DELETE_UNUSED_TICKETS = `DELETE FROM transfer_ticket t USING document_version v
  WHERE t.tenant_id = $1 AND t.principal_id = $2 AND t.version_id = $3 AND t.consumed_at IS NULL
    AND v.tenant_id = t.tenant_id AND v.id = t.version_id AND v.status = 'pending'`;
const DELETE_PENDING = `DELETE FROM document_version
  WHERE tenant_id = $1 AND principal_id = $2 AND id = $3 AND status = 'pending' RETURNING id`;
const FIND_CURRENT = `SELECT DISTINCT ON (v.document_id) ${VERSION_COLUMNS} FROM document_version v
  WHERE v.tenant_id = $1 AND v.principal_id = $2 AND v.document_id = ANY ($3::uuid[]) AND v.status = 'available'
  ORDER BY v.document_id, v.number DESC`;
const FIND_PAGES = `SELECT wanted.at, ${VERSION_COLUMNS}
  FROM unnest($3::uuid[], $4::int[], $5::int[]) WITH ORDINALITY AS wanted (document_id, read_limit, before, at)
  CROSS JOIN LATERAL (
    SELECT * FROM document_version d
    WHERE d.tenant_id = $1 AND d.principal_id = $2 AND d.document_id = wanted.document_id
      AND (wanted.before IS NULL OR d.number < wanted.before)
    ORDER BY d.number DESC LIMIT wanted.read_limit
  ) v
  ORDER BY wanted.at, v.number DESC`;

export function createVersionRepository(tx: Transaction, owner: Owner): VersionRepository {
  const { manager } = tx;
  const owned = ownedBy(owner);
  const own = [owner.tenantId, owner.principalId] as const;
  return {
    insertPending: async (version) => {
      await conflictOn('document_version_number', () =>
        manager.insert(documentVersionEntity, { ...version, ...owned }),
      );
    },
    nextNumber: async (documentId) => {
      const [row] = await tx.query<{ next: number }>(NEXT_NUMBER, [...own, documentId]);
      return row?.next ?? 1;
    },
    hasAvailableContent: (documentId, sha256) =>
      manager.existsBy(documentVersionEntity, { ...owned, documentId, sha256, status: 'available' }),
    makeAvailable: async (versionId, { objectKey, keyId, wrappedKey }, scan, at) => {
      const changed = await conflictOn('document_version_content', () =>
        tx.query(MAKE_AVAILABLE, [...own, versionId, scan, objectKey, keyId, wrappedKey, at]),
      );
      return changed.length === 1;
    },
    deletePending: async (versionId) => {
      await tx.query(DELETE_UNUSED_TICKETS, [...own, versionId]);
      return (await tx.query(DELETE_PENDING, [...own, versionId])).length === 1;
    },
    find: async (documentId, versionId) => {
      const row = await manager.findOneBy(documentVersionEntity, { ...owned, documentId, id: versionId });
      return row === null ? undefined : toVersion(row);
    },
    findCurrent: (documentIds) => tx.query<DocumentVersion>(FIND_CURRENT, [...own, documentIds]),
    pages: (requests) => readPages(tx, own, requests),
    findContent: async (versionId) => {
      const row = await manager.findOneBy(documentVersionEntity, {
        ...owned,
        id: versionId,
        status: 'available',
      });
      return row === null ? undefined : contentOf(row);
    },
  };
}

async function readPages(
  tx: Transaction,
  own: readonly string[],
  requests: readonly VersionPageRequest[],
): Promise<DocumentVersion[][]> {
  const rows = await tx.query<DocumentVersion & { at: string }>(FIND_PAGES, [
    ...own,
    requests.map(({ documentId }) => documentId),
    requests.map(({ readLimit }) => readLimit),
    requests.map(({ before }) => (before === undefined ? null : Number(before))),
  ]);
  const pages = requests.map((): DocumentVersion[] => []);
  for (const { at, ...version } of rows) pages[Number(at) - 1]?.push(version);
  return pages;
}

function contentOf({ objectKey, keyId, wrappedKey }: DocumentVersionRow): StoredContent | undefined {
  if (objectKey === null || keyId === null || wrappedKey === null) return undefined;
  return { objectKey, keyId, wrappedKey };
}

/** Where the bytes are and under which key is nobody's business outside the content store. */
export function toVersion(row: DocumentVersionRow): DocumentVersion {
  const { tenantId, principalId, id, documentId, number, status, scan, sha256, byteSize, mediaType, createdAt } = row;
  return { tenantId, principalId, id, documentId, number, status, scan, sha256, byteSize, mediaType, createdAt };
}
