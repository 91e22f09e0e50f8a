import { parseInput } from '#platform/errors';
import { refreshSession as refreshSessionUseCase } from '../../../domain/refresh-session.ts';
import { refreshSessionInput } from '../../inputs.ts';
import { sessionTokens } from '../../session-tokens.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const refreshSession: MutationResolvers['refreshSession'] = async (_parent, { input }, { deps, call }) =>
  sessionTokens(await refreshSessionUseCase(deps, call, parseInput(refreshSessionInput, input).refreshToken));
