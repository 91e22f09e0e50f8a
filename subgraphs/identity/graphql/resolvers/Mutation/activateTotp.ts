import { parseInput } from '#platform/errors';
import { activateTotp as activateTotpUseCase } from '../../../domain/activate-totp.ts';
import { activateTotpInput } from '../../inputs.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const activateTotp: MutationResolvers['activateTotp'] = async (_parent, { input }, { deps, call }) => {
  await activateTotpUseCase(deps, call, parseInput(activateTotpInput, input));
  return { active: true };
};
