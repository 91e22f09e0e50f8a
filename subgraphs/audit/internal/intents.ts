import { z } from 'zod';
import { AppError, parseInput } from '#platform/errors';
import { id } from '#platform/input';
import { CHANGING_WRITER_NAMES } from '../log/writers.ts';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '#platform/clock';
import type { IntentReader } from '../log/intent-queries.ts';
import type { ReadDetails } from '../persistence/detail-reader.ts';

interface IntentParts {
  readonly intents: IntentReader;
  readonly readDetails: ReadDetails;
  readonly clock: Clock;
}

const MAX_INTENTS = 500;
/** Is told the detail of what it asked for: somebody has to see ground and reference of an erasure before it is finished. */
const ERASER = 'eraser';
const querySchema = z.object({ olderThanSeconds: z.coerce.number().int().min(0).max(86_400) });
const paramsSchema = z.object({ intentId: id });

/**
 * Intents of the calling service, for its reconciler and for whoever asks it:
 * `GET /internal/intents/pending` those that have no outcome, `GET /internal/intents/:intentId` what the log has about one.
 */
export function registerIntentRoutes(server: FastifyInstance, { intents, readDetails, clock }: IntentParts): void {
  const config = { callers: CHANGING_WRITER_NAMES };
  // What is settled is not looked at again, however long the log is. Known anew after a restart, by one look at everything.
  const settledUntil = new Map<string, Date>();

  server.get('/internal/intents/pending', { config }, async ({ callerService, query }) => {
    const { olderThanSeconds } = parseInput(querySchema, query, '');
    const now = clock.now();
    const from = settledUntil.get(callerService) ?? new Date(0);
    const before = new Date(now - olderThanSeconds * 1_000);
    const pending = await intents.pending(callerService, from, before, MAX_INTENTS);
    if (pending.settledUntil > from) settledUntil.set(callerService, pending.settledUntil);
    return {
      intents: pending.intents.map(({ intentId, requestId, preparedAt }) => ({
        intentId,
        requestId,
        preparedAt,
        ageSeconds: Math.max(0, Math.floor((now - preparedAt.getTime()) / 1_000)),
      })),
    };
  });

  server.get('/internal/intents/:intentId', { config }, async ({ callerService, params }) => {
    const { intentId } = parseInput(paramsSchema, params, '');
    const found = await intents.find(callerService, intentId);
    if (found === undefined) throw new AppError('NOT_FOUND');
    const { outcome, eventId, ...where } = found;
    const told = callerService === ERASER ? { detail: (await readDetails([eventId]))[0] ?? null } : {};
    return { intentId, state: outcome ?? 'PENDING', ...where, ...told };
  });
}
