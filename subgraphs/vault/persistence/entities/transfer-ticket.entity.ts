import { EntitySchema } from 'typeorm';
import { createdAtColumn, idColumn, ownedColumns } from './owned-columns.ts';
import type { OwnedRow } from './owned-columns.ts';
import type { TransferTicket } from '../../domain/ticket.ts';

export type TransferTicketRow = TransferTicket & OwnedRow & { tokenHash: Buffer; createdAt: Date };

export const transferTicketEntity = new EntitySchema<TransferTicketRow>({
  name: 'TransferTicket',
  tableName: 'transfer_ticket',
  columns: {
    ...ownedColumns,
    id: idColumn,
    purpose: { type: 'text' },
    versionId: { name: 'version_id', type: 'uuid' },
    holderId: { name: 'holder_id', type: 'uuid' },
    sessionId: { name: 'session_id', type: 'uuid' },
    grantId: { name: 'grant_id', type: 'uuid', nullable: true },
    tokenHash: { name: 'token_hash', type: 'bytea' },
    createdAt: createdAtColumn,
    expiresAt: { name: 'expires_at', type: 'timestamptz' },
    consumedAt: { name: 'consumed_at', type: 'timestamptz', nullable: true },
  },
});
