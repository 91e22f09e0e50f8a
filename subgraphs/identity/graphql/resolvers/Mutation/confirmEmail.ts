import { parseInput } from '#platform/errors';
import { confirmEmail as confirmEmailUseCase } from '../../../domain/confirm-email.ts';
import { confirmEmailInput } from '../../inputs.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const confirmEmail: MutationResolvers['confirmEmail'] = async (_parent, { input }, { deps, call }) => {
  const offered = await confirmEmailUseCase(deps, call, parseInput(confirmEmailInput, input).token);
  return { ...offered, expiresAt: offered.expiresAt.toISOString() };
};
