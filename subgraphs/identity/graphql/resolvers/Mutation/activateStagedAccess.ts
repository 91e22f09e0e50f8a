import { parseInput } from '#platform/errors';
import { changeOwnStagedAccess } from '../../change-staged-access.ts';
import { stagedAccessIdInput } from '../../inputs.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const activateStagedAccess: MutationResolvers['activateStagedAccess'] = (_parent, { input }, context) => {
  const { stagedAccessId } = parseInput(stagedAccessIdInput, input);
  return changeOwnStagedAccess(context, stagedAccessId, { kind: 'activate' });
};
