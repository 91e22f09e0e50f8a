import { documentVersionEntity } from './entities/document-version.entity.ts';
import { documentEntity } from './entities/document.entity.ts';
import { ownedBy } from './entities/owned-columns.ts';
import { transferTicketEntity } from './entities/transfer-ticket.entity.ts';
import { toVersion } from './version.repository.ts';
import type { Transaction } from '#platform/db';
import type { TicketRepository } from '../domain/ports.ts';
import type { Owner } from '../domain/requester.ts';
import type { TransferTicket } from '../domain/ticket.ts';
import type { TransferTicketRow } from './entities/transfer-ticket.entity.ts';

/** The condition is in the statement, so that of two who use a ticket at once one changes the row and the other does not. */
const CONSUME = `UPDATE transfer_ticket SET consumed_at = $4
  WHERE tenant_id = $1 AND principal_id = $2 AND id = $3 AND consumed_at IS NULL AND expires_at > $4 RETURNING id`;

export function createTicketRepository(tx: Transaction, owner: Owner): TicketRepository {
  const { manager } = tx;
  const owned = ownedBy(owner);
  return {
    insert: async (ticket, tokenHash, createdAt) => {
      await manager.insert(transferTicketEntity, { ...ticket, tokenHash, createdAt, ...owned });
    },
    find: async (tokenHash) => {
      const row = await manager.findOneBy(transferTicketEntity, { ...owned, tokenHash });
      if (row === null) return undefined;
      const version = await manager.findOneByOrFail(documentVersionEntity, { ...owned, id: row.versionId });
      const document = await manager.findOneByOrFail(documentEntity, { ...owned, id: version.documentId });
      return { ticket: toTicket(row), version: toVersion(version), document };
    },
    consume: async (ticketId, at) =>
      (await tx.query(CONSUME, [owner.tenantId, owner.principalId, ticketId, at])).length === 1,
  };
}

function toTicket(row: TransferTicketRow): TransferTicket {
  const { id, purpose, versionId, holderId, sessionId, grantId, expiresAt, consumedAt } = row;
  return { id, purpose, versionId, holderId, sessionId, grantId, expiresAt, consumedAt };
}
