import { isId } from '#platform/ids';
import { enumName } from '../names.ts';
import type { AssetResolvers } from '../generated/resolvers.ts';

export const Asset: AssetResolvers = {
  __resolveReference: ({ id }, { loaders }) => (isId(id) ? loaders.assets.load(id) : null),
  category: ({ category }) => enumName(category),
  tier: ({ tier }) => enumName(tier),
};
