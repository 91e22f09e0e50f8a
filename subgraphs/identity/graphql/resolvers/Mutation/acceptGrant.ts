import { ownSubject } from '#platform/access';
import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { signedIn } from '../../../context.ts';
import { acceptGrant as acceptGrantUseCase } from '../../../domain/accept-grant.ts';
import { acceptGrantInput } from '../../inputs.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const acceptGrant: NonNullable<MutationResolvers['acceptGrant']> = answering(
  (_parent, { input }, context) => {
    const { tenantId, principalId } = ownSubject(signedIn(context));
    const { token } = parseInput(acceptGrantInput, input);
    return acceptGrantUseCase(context.deps, context.call, { tenantId, principalId }, token);
  },
  (grant) => ({ grant }),
);
