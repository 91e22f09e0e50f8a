import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { clientName } from '../../input.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

/** What fits into the body of a request. */
const MAX_CHARACTERS = 200_000;

const inputSchema = z.object({
  client: clientName,
  jws: z
    .string()
    .min(1)
    .max(MAX_CHARACTERS, `must have at most ${String(MAX_CHARACTERS)} characters`),
});

export const publishManifest: NonNullable<MutationResolvers['publishManifest']> = answering(
  (_parent, { input }, { changes, operator }) => changes.publishManifest(operator(), parseInput(inputSchema, input)),
  ({ manifestId, added, kept, documents }) => ({
    manifest: manifestId,
    added,
    kept,
    documents: documents.map(({ id, name, maxCost }) => ({ documentId: id, name, maxCost })),
  }),
);
