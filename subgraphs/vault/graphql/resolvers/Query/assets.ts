import { idOf, parsePage, toConnection } from '#platform/paging';
import type { QueryResolvers } from '../../generated/resolvers.ts';

export const assets: NonNullable<QueryResolvers['assets']> = async (_parent, args, { vault, requester }) => {
  const page = parsePage(args);
  return toConnection(await vault.browse.listAssets(requester(), page), page, idOf);
};
