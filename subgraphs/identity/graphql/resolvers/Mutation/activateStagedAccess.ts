import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { changeOwnStagedAccess } from '../../change-staged-access.ts';
import { stagedAccessIdInput } from '../../inputs.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const activateStagedAccess: NonNullable<MutationResolvers['activateStagedAccess']> = answering(
  (_parent, { input }, context) => {
    const { stagedAccessId } = parseInput(stagedAccessIdInput, input);
    return changeOwnStagedAccess(context, stagedAccessId, { kind: 'activate' });
  },
  ({ after: stagedAccess }) => ({ stagedAccess }),
);
