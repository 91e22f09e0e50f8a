import { changeOwnGrant } from '../../change-own-grant.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const suspendGrant: MutationResolvers['suspendGrant'] = (_parent, { input }, context) =>
  changeOwnGrant(context, 'suspend', input);
