import { In, LessThan } from 'typeorm';
import { documentEntity } from './entities/document.entity.ts';
import { ownedBy } from './entities/owned-columns.ts';
import type { Transaction } from '#platform/db';
import type { DocumentRepository } from '../domain/ports.ts';
import type { Owner } from '../domain/requester.ts';

export function createDocumentRepository({ manager }: Transaction, owner: Owner): DocumentRepository {
  const owned = ownedBy(owner);
  return {
    insert: async ({ tags, ...document }) => {
      await manager.insert(documentEntity, { ...document, tags: [...tags], ...owned });
    },
    page: ({ readLimit, before }, tiers) =>
      manager.find(documentEntity, {
        where: { ...owned, tier: In(tiers), ...(before === undefined ? {} : { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: readLimit,
      }),
    find: (ids) => manager.find(documentEntity, { where: { ...owned, id: In(ids) } }),
  };
}
