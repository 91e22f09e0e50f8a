import { ownSubject } from '#platform/access';
import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { signedIn } from '../../../context.ts';
import { inviteGrant as inviteGrantUseCase } from '../../../domain/invite-grant.ts';
import { toLower } from '../../enums.ts';
import { inviteGrantInput } from '../../inputs.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const inviteGrant: NonNullable<MutationResolvers['inviteGrant']> = answering(
  (_parent, { input }, context) => {
    const caller = signedIn(context);
    const { email, role, accessLevel, tiers, expiresAt } = parseInput(inviteGrantInput, input);
    const offer = {
      email,
      role: toLower(role),
      accessLevel: toLower(accessLevel),
      tiers: tiers.map(toLower),
      expiresAt: expiresAt ?? null,
    };
    const granter = { ...ownSubject(caller), tiers: caller.tiers };
    return inviteGrantUseCase(context.deps, context.call, granter, offer);
  },
  (grant) => ({ grant }),
);
