import { EntitySchema } from 'typeorm';
import { createdAtColumn, idColumn, ownedColumns } from './owned-columns.ts';
import type { Document } from '../../domain/document.ts';

export type DocumentRow = Omit<Document, 'tags'> & { tags: string[] };

export const documentEntity = new EntitySchema<DocumentRow>({
  name: 'Document',
  tableName: 'document',
  columns: {
    ...ownedColumns,
    id: idColumn,
    title: { type: 'text' },
    type: { type: 'text' },
    tier: { type: 'text' },
    tags: { type: 'text', array: true },
    createdAt: createdAtColumn,
  },
});
