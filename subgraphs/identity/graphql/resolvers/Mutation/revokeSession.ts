import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { signedIn } from '../../../context.ts';
import { revokeSession as revokeSessionUseCase } from '../../../domain/revoke-session.ts';
import { revokeSessionInput } from '../../inputs.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const revokeSession: NonNullable<MutationResolvers['revokeSession']> = answering(
  (_parent, { input }, context) => {
    const { tenantId, principalId, sessionId: current } = signedIn(context);
    const sessionId = parseInput(revokeSessionInput, input).sessionId ?? current;
    return revokeSessionUseCase(context.deps, context.call, { tenantId, principalId, sessionId });
  },
  (sessionId) => ({ sessionId }),
);
