import { IsNull, MoreThan } from 'typeorm';
import { ShareLinkEntity } from './entities/share-link.entity.ts';
import type { Transaction } from '#platform/db';
import type { ShareLinkStore } from '../domain/ports.ts';
import type { Scope } from '../domain/scope.ts';

export function createShareLinkStore({ manager }: Transaction, scope: Scope): ShareLinkStore {
  const owned = { tenantId: scope.tenantId, principalId: scope.principalId };
  return {
    insert: async (link) => {
      await manager.insert(ShareLinkEntity, link);
    },
    find: async (id) => (await manager.findOneBy(ShareLinkEntity, { ...owned, id })) ?? undefined,
    live: (caseId, now) =>
      manager.findBy(ShareLinkEntity, { ...owned, caseId, revokedAt: IsNull(), expiresAt: MoreThan(now) }),
    countOpening: async (id) => {
      await manager.increment(ShareLinkEntity, { ...owned, id }, 'openedCount', 1);
    },
    revoke: async (id, at) => {
      const { affected } = await manager.update(
        ShareLinkEntity,
        { ...owned, id, revokedAt: IsNull() },
        { revokedAt: at },
      );
      return affected === 1;
    },
  };
}
