import { parseInput } from '#platform/errors';
import { signUp as signUpUseCase } from '../../../domain/sign-up.ts';
import { signUpInput } from '../../inputs.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const signUp: MutationResolvers['signUp'] = async (_parent, { input }, { deps, call }) => {
  await signUpUseCase(deps, call, parseInput(signUpInput, input));
  return { messageQueued: true };
};
