import { idOf, parsePage, toConnection } from '#platform/paging';
import type { QueryResolvers } from '../../generated/resolvers.ts';

export const people: NonNullable<QueryResolvers['people']> = async (_parent, args, { vault, requester }) => {
  const page = parsePage(args);
  return toConnection(await vault.browse.listPeople(requester(), page), page, idOf);
};
