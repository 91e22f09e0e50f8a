import { PackEntity } from './entities/pack.entity.ts';
import type { Transaction } from '#platform/db';
import type { PackStore } from '../domain/ports.ts';
import type { Scope } from '../domain/scope.ts';

export function createPackStore({ manager }: Transaction, scope: Scope): PackStore {
  const owned = { tenantId: scope.tenantId, principalId: scope.principalId };
  return {
    insert: async (pack) => {
      await manager.insert(PackEntity, pack);
    },
    find: async (id) => (await manager.findOneBy(PackEntity, { ...owned, id })) ?? undefined,
    newest: async (caseId) =>
      (await manager.findOne(PackEntity, { where: { ...owned, caseId }, order: { id: 'DESC' } })) ?? undefined,
  };
}
