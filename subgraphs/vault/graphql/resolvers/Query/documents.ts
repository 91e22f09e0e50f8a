import { idOf, parsePage, toConnection } from '#platform/paging';
import type { QueryResolvers } from '../../generated/resolvers.ts';

export const documents: NonNullable<QueryResolvers['documents']> = async (_parent, args, { vault, requester }) => {
  const page = parsePage(args);
  return toConnection(await vault.browse.listDocuments(requester(), page), page, idOf);
};
