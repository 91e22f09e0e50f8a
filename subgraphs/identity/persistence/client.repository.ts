import { serviceClientEntity } from './entities/grant-and-client.entities.ts';
import type { Transaction } from '#platform/db';
import type { Clients } from '../domain/ports.ts';

/** Service accounts in one transaction. */
export function createClients({ manager }: Transaction): Clients {
  return {
    find: async ({ tenantId, principalId }) => (await manager.findOneBy(serviceClientEntity, { tenantId, principalId })) ?? undefined,
    add: async ({ scopes, publicKey, ...client }, createdAt) => {
      await manager.insert(serviceClientEntity, { ...client, scopes: [...scopes], publicKey: { ...publicKey }, createdAt });
    },
  };
}
