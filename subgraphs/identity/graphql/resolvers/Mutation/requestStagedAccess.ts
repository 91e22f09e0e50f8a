import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { changeOwnStagedAccess } from '../../change-staged-access.ts';
import { requestStagedAccessInput } from '../../inputs.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const requestStagedAccess: NonNullable<MutationResolvers['requestStagedAccess']> = answering(
  (_parent, { input }, context) => {
    const { stagedAccessId, reason } = parseInput(requestStagedAccessInput, input);
    return changeOwnStagedAccess(context, stagedAccessId, { kind: 'request', reason });
  },
  ({ after: stagedAccess }) => ({ stagedAccess }),
);
