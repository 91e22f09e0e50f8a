import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { reportIncident as report } from '../../../domain/report-incident.ts';
import { factsSchema } from '../../facts-input.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

const inputSchema = z.object({
  discoveredAt: z.iso
    .datetime({ offset: true, error: 'is not an RFC 3339 date-time' })
    .transform((value) => new Date(value)),
  facts: factsSchema,
});

export const reportIncident: NonNullable<MutationResolvers['reportIncident']> = answering(
  (_parent, { input }, { deps, officer }) => report(deps, officer(), parseInput(inputSchema, input)),
  (incident) => ({ incident }),
);
