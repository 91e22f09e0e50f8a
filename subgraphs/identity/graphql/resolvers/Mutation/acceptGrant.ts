import { ownSubject } from '#platform/access';
import { parseInput } from '#platform/errors';
import { signedIn } from '../../../context.ts';
import { acceptGrant as acceptGrantUseCase } from '../../../domain/accept-grant.ts';
import { acceptGrantInput } from '../../inputs.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const acceptGrant: MutationResolvers['acceptGrant'] = async (_parent, { input }, context) => {
  const { tenantId, principalId } = ownSubject(signedIn(context));
  const { token } = parseInput(acceptGrantInput, input);
  return { grant: await acceptGrantUseCase(context.deps, context.call, { tenantId, principalId }, token) };
};
