import { EntitySchema } from 'typeorm';
import { ownedColumns } from './columns.ts';
import type { TransferTicket } from '../../domain/packs.ts';

export const TransferTicketEntity = new EntitySchema<TransferTicket>({
  name: 'TransferTicket',
  tableName: 'transfer_ticket',
  columns: {
    ...ownedColumns,
    id: { type: 'uuid', primary: true },
    caseId: { name: 'case_id', type: 'uuid' },
    packId: { name: 'pack_id', type: 'uuid' },
    tokenHash: { name: 'token_hash', type: 'bytea' },
    holderPrincipalId: { name: 'holder_principal_id', type: 'uuid', nullable: true },
    holderSessionId: { name: 'holder_session_id', type: 'uuid', nullable: true },
    grantId: { name: 'grant_id', type: 'uuid', nullable: true },
    shareLinkId: { name: 'share_link_id', type: 'uuid', nullable: true },
    expiresAt: { name: 'expires_at', type: 'timestamptz' },
    consumedAt: { name: 'consumed_at', type: 'timestamptz', nullable: true },
  },
});
