import { AppError, parseInput } from '#platform/errors';
import { signedIn } from '../../../context.ts';
import { stepUp as stepUpUseCase } from '../../../domain/step-up.ts';
import { stepUpInput } from '../../inputs.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const stepUp: MutationResolvers['stepUp'] = async (_parent, { input }, context) => {
  const { kind, tenantId, principalId, sessionId } = signedIn(context);
  const { code } = parseInput(stepUpInput, input);
  if (kind !== 'human') throw new AppError('FORBIDDEN');
  const { token, expiresAt } = await stepUpUseCase(context.deps, context.call, {
    tenantId,
    principalId,
    sessionId,
    code,
  });
  return { accessToken: token, accessTokenExpiresAt: expiresAt.toISOString() };
};
