import { parseInput } from '#platform/errors';
import { verifyMfa as verifyMfaUseCase } from '../../../domain/verify-mfa.ts';
import { verifyMfaInput } from '../../inputs.ts';
import { sessionTokens } from '../../session-tokens.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const verifyMfa: MutationResolvers['verifyMfa'] = async (_parent, { input }, { deps, call }) =>
  sessionTokens(await verifyMfaUseCase(deps, call, parseInput(verifyMfaInput, input)));
