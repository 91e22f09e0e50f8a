import type { QueryResolvers } from '../../generated/resolvers.ts';

export const apiClients: NonNullable<QueryResolvers['apiClients']> = (_parent, { first, after }, { read }) =>
  read((registry, tx) => registry.listClients(tx, { first, after }));
