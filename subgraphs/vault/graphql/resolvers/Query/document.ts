import { parseInput } from '#platform/errors';
import { id as idInput } from '#platform/input';
import type { QueryResolvers } from '../../generated/resolvers.ts';

export const document: NonNullable<QueryResolvers['document']> = (_parent, { id }, { loaders }) =>
  loaders.documents.load(parseInput(idInput, id, 'id'));
