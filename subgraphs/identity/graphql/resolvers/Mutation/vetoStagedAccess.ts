import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { changeOwnStagedAccess } from '../../change-staged-access.ts';
import { stagedAccessIdInput } from '../../inputs.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const vetoStagedAccess: NonNullable<MutationResolvers['vetoStagedAccess']> = answering(
  (_parent, { input }, context) => {
    const { stagedAccessId } = parseInput(stagedAccessIdInput, input);
    return changeOwnStagedAccess(context, stagedAccessId, { kind: 'veto' });
  },
  ({ after: stagedAccess }) => ({ stagedAccess }),
);
