import { EntitySchema } from 'typeorm';
import { ownedColumns } from './columns.ts';
import type { Pack } from '../../domain/packs.ts';

export const PackEntity = new EntitySchema<Pack>({
  name: 'Pack',
  tableName: 'pack',
  columns: {
    ...ownedColumns,
    id: { type: 'uuid', primary: true },
    caseId: { name: 'case_id', type: 'uuid' },
    objectKey: { name: 'object_key', type: 'text' },
    keyId: { name: 'key_id', type: 'text' },
    wrappedKey: { name: 'wrapped_key', type: 'bytea' },
    sha256: { type: 'text' },
    byteSize: { name: 'byte_size', type: 'integer' },
    tagmanifestSha256: { name: 'tagmanifest_sha256', type: 'text' },
    documentCount: { name: 'document_count', type: 'integer' },
    tiers: { type: 'text', array: true },
    exportedAt: { name: 'exported_at', type: 'timestamptz' },
  },
});
