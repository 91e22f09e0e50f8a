import { parseInput } from '#platform/errors';
import { id } from '#platform/input';
import type { QueryResolvers } from '../../generated/resolvers.ts';

export const incident: NonNullable<QueryResolvers['incident']> = (_parent, args, { loaders }) =>
  loaders.incidents.load(parseInput(id, args.id, 'id'));
