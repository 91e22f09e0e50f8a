import { isId } from '#platform/ids';
import type { PersonResolvers } from '../generated/resolvers.ts';

export const Person: PersonResolvers = {
  __resolveReference: ({ id }, { loaders }) => (isId(id) ? loaders.people.load(id) : null),
  owner: ({ principalId }) => ({ id: principalId }),
};
