import { answering } from '#platform/graphql';
import { changeOwnGrant } from '../../change-own-grant.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const revokeGrant: NonNullable<MutationResolvers['revokeGrant']> = answering(
  (_parent, { input }, context) => changeOwnGrant(context, 'revoke', input),
  (grant) => ({ grant }),
);
