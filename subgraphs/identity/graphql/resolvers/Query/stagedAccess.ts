import { parseInput } from '#platform/errors';
import { stagedAccessQuery } from '../../inputs.ts';
import type { QueryResolvers } from '../../generated/resolvers.ts';

export const stagedAccess: QueryResolvers['stagedAccess'] = (_parent, args, { stagedAccesses }) =>
  stagedAccesses.load(parseInput(stagedAccessQuery, args, '').id);
