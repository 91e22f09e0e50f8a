import { In, LessThan } from 'typeorm';
import { assetEntity } from './entities/asset.entity.ts';
import { ownedBy } from './entities/owned-columns.ts';
import type { Transaction } from '#platform/db';
import type { AssetRepository } from '../domain/ports.ts';
import type { Owner } from '../domain/requester.ts';

export function createAssetRepository({ manager }: Transaction, owner: Owner): AssetRepository {
  const owned = ownedBy(owner);
  return {
    insert: async (asset) => {
      await manager.insert(assetEntity, { ...asset, ...owned });
    },
    page: ({ readLimit, before }, tiers) =>
      manager.find(assetEntity, {
        where: { ...owned, tier: In(tiers), ...(before === undefined ? {} : { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: readLimit,
      }),
    find: (ids) => manager.find(assetEntity, { where: { ...owned, id: In(ids) } }),
  };
}
