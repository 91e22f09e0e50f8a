import { answering } from '#platform/graphql';
import { changeOwnGrant } from '../../change-own-grant.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const resumeGrant: NonNullable<MutationResolvers['resumeGrant']> = answering(
  (_parent, { input }, context) => changeOwnGrant(context, 'resume', input),
  (grant) => ({ grant }),
);
