import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { clientName, kid } from '../../input.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

const inputSchema = z.object({ client: clientName, kid });

export const revokeClientKey: NonNullable<MutationResolvers['revokeClientKey']> = answering(
  (_parent, { input }, { changes, operator }) => changes.revokeClientKey(operator(), parseInput(inputSchema, input)),
  (apiClient) => ({ apiClient }),
);
