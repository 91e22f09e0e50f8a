import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { MAX_COST } from '../../../clients.ts';
import { clientName, mode, party } from '../../input.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

const inputSchema = z.object({ client: clientName, party, mode, maxCost: z.int().min(1).max(MAX_COST) });

export const registerApiClient: NonNullable<MutationResolvers['registerApiClient']> = answering(
  (_parent, { input }, { changes, operator }) => changes.registerClient(operator(), parseInput(inputSchema, input)),
  (apiClient) => ({ apiClient }),
);
