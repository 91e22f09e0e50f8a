import { ownSubject } from '#platform/access';
import { parseInput } from '#platform/errors';
import { signedIn } from '../../../context.ts';
import { arrangeStagedAccess as arrangeUseCase } from '../../../domain/staged-access/arrange.ts';
import { toLower } from '../../enums.ts';
import { arrangeStagedAccessInput } from '../../inputs.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const arrangeStagedAccess: MutationResolvers['arrangeStagedAccess'] = async (_parent, { input }, context) => {
  const caller = signedIn(context);
  const { tiers, ...rest } = parseInput(arrangeStagedAccessInput, input);
  const granter = { ...ownSubject(caller), tiers: caller.tiers };
  const arrangement = { ...rest, tiers: tiers.map(toLower) };
  return { stagedAccess: await arrangeUseCase(context.deps, context.call, granter, arrangement) };
};
