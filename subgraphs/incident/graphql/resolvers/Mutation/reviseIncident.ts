import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { id, text } from '#platform/input';
import { INCIDENT_LIMITS } from '../../../domain/incident.ts';
import { reviseIncident as revise } from '../../../domain/revise-incident.ts';
import { factsSchema } from '../../facts-input.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

const inputSchema = z.object({
  incidentId: id,
  basedOnRevision: z.int().min(1),
  facts: factsSchema,
  reason: text(INCIDENT_LIMITS.reason),
});

export const reviseIncident: NonNullable<MutationResolvers['reviseIncident']> = answering(
  async (_parent, { input }, { deps, officer, forget }) => {
    const incident = await revise(deps, officer(), parseInput(inputSchema, input));
    forget(incident.id);
    return incident;
  },
  (incident) => ({ incident }),
);
