import { changeOwnGrant } from '../../change-own-grant.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const revokeGrant: MutationResolvers['revokeGrant'] = (_parent, { input }, context) =>
  changeOwnGrant(context, 'revoke', input);
