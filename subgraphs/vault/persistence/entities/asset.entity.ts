import { EntitySchema } from 'typeorm';
import { createdAtColumn, idColumn, ownedColumns } from './owned-columns.ts';
import type { Asset } from '../../domain/asset.ts';

export const assetEntity = new EntitySchema<Asset>({
  name: 'Asset',
  tableName: 'asset',
  columns: {
    ...ownedColumns,
    id: idColumn,
    category: { type: 'text' },
    label: { type: 'text' },
    notes: { type: 'text', nullable: true },
    tier: { type: 'text' },
    createdAt: createdAtColumn,
  },
});
