import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { changeOwnStagedAccess } from '../../change-staged-access.ts';
import { approveStagedAccessInput } from '../../inputs.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const approveStagedAccess: NonNullable<MutationResolvers['approveStagedAccess']> = answering(
  (_parent, { input }, context) => {
    const { stagedAccessId, requestNumber } = parseInput(approveStagedAccessInput, input);
    return changeOwnStagedAccess(context, stagedAccessId, { kind: 'approve', requestNumber });
  },
  ({ after: stagedAccess }) => ({ stagedAccess }),
);
