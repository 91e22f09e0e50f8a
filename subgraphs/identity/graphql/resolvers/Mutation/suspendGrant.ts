import { answering } from '#platform/graphql';
import { changeOwnGrant } from '../../change-own-grant.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const suspendGrant: NonNullable<MutationResolvers['suspendGrant']> = answering(
  (_parent, { input }, context) => changeOwnGrant(context, 'suspend', input),
  (grant) => ({ grant }),
);
