import { In, LessThan } from 'typeorm';
import { ownedBy } from './entities/owned-columns.ts';
import { personEntity } from './entities/person.entity.ts';
import type { Transaction } from '#platform/db';
import type { PersonRepository } from '../domain/ports.ts';
import type { Owner } from '../domain/requester.ts';

export function createPersonRepository({ manager }: Transaction, owner: Owner): PersonRepository {
  const owned = ownedBy(owner);
  return {
    insert: async (person) => {
      await manager.insert(personEntity, { ...person, ...owned });
    },
    page: ({ readLimit, before }) =>
      manager.find(personEntity, {
        where: { ...owned, ...(before === undefined ? {} : { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: readLimit,
      }),
    find: (ids) => manager.find(personEntity, { where: { ...owned, id: In(ids) } }),
  };
}
