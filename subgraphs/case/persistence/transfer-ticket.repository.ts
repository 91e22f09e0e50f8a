import { IsNull, MoreThan } from 'typeorm';
import { TransferTicketEntity } from './entities/transfer-ticket.entity.ts';
import type { Transaction } from '#platform/db';
import type { TicketStore } from '../domain/ports.ts';
import type { Scope } from '../domain/scope.ts';

export function createTicketStore({ manager }: Transaction, scope: Scope): TicketStore {
  const owned = { tenantId: scope.tenantId, principalId: scope.principalId };
  return {
    insert: async (ticket) => {
      await manager.insert(TransferTicketEntity, ticket);
    },
    find: async (id) => (await manager.findOneBy(TransferTicketEntity, { ...owned, id })) ?? undefined,
    consume: async (id, at) => {
      const unused = { ...owned, id, consumedAt: IsNull(), expiresAt: MoreThan(at) };
      const { affected } = await manager.update(TransferTicketEntity, unused, { consumedAt: at });
      return affected === 1;
    },
  };
}
