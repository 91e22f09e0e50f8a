import { parseInput } from '#platform/errors';
import { days as dayCount } from '../../input.ts';
import type { QueryResolvers } from '../../generated/resolvers.ts';

export const documentUsage: NonNullable<QueryResolvers['documentUsage']> = async (_parent, args, { read }) => {
  const days = parseInput(dayCount, args.days, 'days');
  return JSON.stringify(await read((registry, tx, nowMs) => registry.exportUsage(tx, { days, nowMs })));
};
