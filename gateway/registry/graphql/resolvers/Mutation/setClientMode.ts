import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { clientName, mode } from '../../input.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

const inputSchema = z.object({ client: clientName, mode });

export const setClientMode: NonNullable<MutationResolvers['setClientMode']> = answering(
  (_parent, { input }, { changes, operator }) => changes.setMode(operator(), parseInput(inputSchema, input)),
  (apiClient) => ({ apiClient }),
);
