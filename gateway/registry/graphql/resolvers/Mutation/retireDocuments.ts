import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { MAX_IDS } from '../../../retire-documents.ts';
import { counted } from '../../counted.ts';
import { clientName } from '../../input.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

const MAX_ID_CHARACTERS = 200;

const inputSchema = z.object({
  client: clientName,
  documentIds: z
    .array(z.string().min(1, 'must not be empty').max(MAX_ID_CHARACTERS))
    .min(1, 'must name at least one document')
    .max(MAX_IDS, `must name at most ${String(MAX_IDS)} documents`),
  force: z
    .boolean()
    .nullish()
    .transform((force) => force === true),
});

export const retireDocuments: NonNullable<MutationResolvers['retireDocuments']> = answering(
  (_parent, { input }, { changes, operator }) => {
    const { client, documentIds: ids, force } = parseInput(inputSchema, input);
    return changes.retireDocuments(operator(), { client, ids, force });
  },
  ({ retired, inUse }) => ({
    retired: retired.length,
    inUse: inUse.map(({ id, count, ...use }) => ({ documentId: id, count: counted(count), ...use })),
  }),
);
