import { EntitySchema } from 'typeorm';
import { createdAtColumn, ownedColumns } from './columns.ts';
import type { ShareLink } from '../../domain/packs.ts';

export const ShareLinkEntity = new EntitySchema<ShareLink>({
  name: 'ShareLink',
  tableName: 'share_link',
  columns: {
    ...ownedColumns,
    id: { type: 'uuid', primary: true },
    caseId: { name: 'case_id', type: 'uuid' },
    packId: { name: 'pack_id', type: 'uuid' },
    tokenHash: { name: 'token_hash', type: 'bytea' },
    createdAt: createdAtColumn,
    expiresAt: { name: 'expires_at', type: 'timestamptz' },
    revokedAt: { name: 'revoked_at', type: 'timestamptz', nullable: true },
    openedCount: { name: 'opened_count', type: 'integer' },
  },
});
