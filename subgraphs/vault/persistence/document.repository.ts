import { In, LessThan } from 'typeorm';
import { documentEntity } from './entities/document.entity.ts';
import { ownedBy } from './entities/owned-columns.ts';
import type { Transaction } from '#platform/db';
import type { Document } from '../domain/document.ts';
import type { DocumentRepository } from '../domain/ports.ts';
import type { Owner } from '../domain/requester.ts';
import type { DocumentRow } from './entities/document.entity.ts';

export function createDocumentRepository({ manager }: Transaction, owner: Owner): DocumentRepository {
  const owned = ownedBy(owner);
  return {
    insert: async ({ ownerId: _owner, tags, ...document }) => {
      await manager.insert(documentEntity, { ...document, tags: [...tags], ...owned });
    },
    page: async ({ readLimit, before }, tiers) => {
      const rows = await manager.find(documentEntity, {
        where: { ...owned, tier: In(tiers), ...(before === undefined ? {} : { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: readLimit,
      });
      return rows.map(toDocument);
    },
    find: async (ids, tiers) => {
      const rows = await manager.find(documentEntity, { where: { ...owned, id: In(ids), tier: In(tiers) } });
      return rows.map(toDocument);
    },
  };
}

export function toDocument({ principalId, tenantId: _tenant, ...document }: DocumentRow): Document {
  return { ...document, ownerId: principalId };
}
