import { ownSubject } from '#platform/access';
import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { signedIn } from '../../../context.ts';
import { arrangeStagedAccess as arrangeUseCase } from '../../../domain/staged-access/arrange.ts';
import { toLower } from '../../enums.ts';
import { arrangeStagedAccessInput } from '../../inputs.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const arrangeStagedAccess: NonNullable<MutationResolvers['arrangeStagedAccess']> = answering(
  (_parent, { input }, context) => {
    const caller = signedIn(context);
    const { tiers, ...rest } = parseInput(arrangeStagedAccessInput, input);
    const granter = { ...ownSubject(caller), tiers: caller.tiers };
    const arrangement = { ...rest, tiers: tiers.map(toLower) };
    return arrangeUseCase(context.deps, context.call, granter, arrangement);
  },
  (stagedAccess) => ({ stagedAccess }),
);
