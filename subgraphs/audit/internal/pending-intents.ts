import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { CHANGING_WRITER_NAMES } from '../log/writers.ts';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '#platform/clock';
import type { EntryReader } from '../log/entry-queries.ts';

const MAX_INTENTS = 500;
const querySchema = z.object({ olderThanSeconds: z.coerce.number().int().min(0).max(86_400) });

/** `GET /internal/intents/pending`: intents of the calling service that have no outcome, for its reconciler. */
export function registerPendingIntentsRoute(server: FastifyInstance, entries: EntryReader, clock: Clock): void {
  server.get('/internal/intents/pending', { config: { callers: CHANGING_WRITER_NAMES } }, async (request) => {
    const { olderThanSeconds } = parseInput(querySchema, request.query, '');
    const olderThan = new Date(clock.now() - olderThanSeconds * 1_000);
    return { intents: await entries.pendingIntents(request.callerService, olderThan, MAX_INTENTS) };
  });
}
