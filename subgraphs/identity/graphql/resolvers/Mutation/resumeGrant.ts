import { changeOwnGrant } from '../../change-own-grant.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const resumeGrant: MutationResolvers['resumeGrant'] = (_parent, { input }, context) =>
  changeOwnGrant(context, 'resume', input);
