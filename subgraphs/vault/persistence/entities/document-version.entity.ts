import { EntitySchema } from 'typeorm';
import { createdAtColumn, idColumn, ownedColumns } from './owned-columns.ts';
import type { DocumentVersion } from '../../domain/document.ts';

/** `objectKey`, `keyId` and `wrappedKey` are there once the version is available. */
export type DocumentVersionRow = DocumentVersion & {
  objectKey: string | null;
  keyId: string | null;
  wrappedKey: Buffer | null;
  availableAt: Date | null;
};

export const documentVersionEntity = new EntitySchema<DocumentVersionRow>({
  name: 'DocumentVersion',
  tableName: 'document_version',
  columns: {
    ...ownedColumns,
    id: idColumn,
    documentId: { name: 'document_id', type: 'uuid' },
    number: { type: 'int' },
    status: { type: 'text' },
    scan: { type: 'text' },
    sha256: { type: 'text' },
    byteSize: { name: 'byte_size', type: 'int' },
    mediaType: { name: 'media_type', type: 'text' },
    objectKey: { name: 'object_key', type: 'text', nullable: true },
    keyId: { name: 'key_id', type: 'text', nullable: true },
    wrappedKey: { name: 'wrapped_key', type: 'bytea', nullable: true },
    createdAt: createdAtColumn,
    availableAt: { name: 'available_at', type: 'timestamptz', nullable: true },
  },
});
