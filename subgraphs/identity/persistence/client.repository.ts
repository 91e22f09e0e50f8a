import { serviceClientEntity } from './entities/grant-and-client.entities.ts';
import type { Transaction } from '#platform/db';
import type { Clients } from '../domain/ports.ts';

/** Service accounts in one transaction. */
export function createClients({ manager }: Transaction): Clients {
  return {
    find: async ({ tenantId, principalId }) =>
      (await manager.findOneBy(serviceClientEntity, { tenantId, principalId })) ?? undefined,
    add: async ({ scopes, ...client }, createdAt) => {
      await manager.save(serviceClientEntity, { ...client, scopes: [...scopes], createdAt });
    },
  };
}
