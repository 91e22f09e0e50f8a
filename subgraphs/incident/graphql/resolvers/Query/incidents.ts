import { idOf, parsePage, toConnection } from '#platform/paging';
import type { QueryResolvers } from '../../generated/resolvers.ts';

export const incidents: NonNullable<QueryResolvers['incidents']> = async (_parent, args, { deps, officer }) => {
  const page = parsePage(args);
  const rows = await deps.database.read(officer(), (tables) => tables.pageOfIncidents(page));
  return toConnection(rows, page, idOf);
};
