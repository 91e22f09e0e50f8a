import { z } from 'zod';
import { AppError, parseInput } from '#platform/errors';
import { id } from '#platform/input';
import type { FastifyInstance } from 'fastify';
import type { Database } from '#platform/db';
import type { AuditClient } from './client.ts';

const paramsSchema = z.object({ intentId: id });
const READ_RECEIPTS = `SELECT intent_id AS "intentId", state, log_index AS "logIndex", recorded_at AS "recordedAt"
  FROM audit_receipt WHERE intent_id = ANY ($1::uuid[])`;

interface Receipt {
  readonly intentId: string;
  readonly state: 'COMMITTED' | 'ABORTED';
  /** The driver reads 64-bit numbers as text. */
  readonly logIndex: string | null;
  readonly recordedAt: Date;
}

/**
 * What became of a change, for operators: `GET /internal/intents/pending` the intents of this service that have no outcome in the
 * log, `GET /internal/intents/:intentId` one of them or any other; both with what the database of the service says, which decides.
 * Ids, states and times; nothing of anybody's.
 */
export function registerIntentRoutes(
  server: FastifyInstance,
  { db, client }: { readonly db: Database; readonly client: AuditClient },
): void {
  const config = { callers: ['gateway'] };

  server.get('/internal/intents/pending', { config }, async () => {
    const pending = await client.pendingIntents(0);
    const receipts = await readReceipts(
      db,
      pending.map(({ intentId }) => intentId),
    );
    return { intents: pending.map((intent) => ({ ...intent, receipt: receipts.get(intent.intentId) ?? null })) };
  });

  server.get('/internal/intents/:intentId', { config }, async (request) => {
    const { intentId } = parseInput(paramsSchema, request.params, '');
    const receipt = (await readReceipts(db, [intentId])).get(intentId) ?? null;
    const log = await client.intent(intentId, request.id).catch((error: unknown) => {
      // A receipt without an entry is what a log that lost its end looks like: shown, not hidden.
      if (error instanceof AppError && error.code === 'NOT_FOUND' && receipt !== null) return null;
      throw error;
    });
    return { intentId, receipt, log };
  });
}

async function readReceipts(db: Database, intentIds: readonly string[]) {
  const rows = await db.read(null, (tx) => tx.query<Receipt>(READ_RECEIPTS, [intentIds]));
  return new Map(
    rows.map(({ intentId, state, logIndex, recordedAt }) => [
      intentId,
      { state, logIndex: logIndex === null ? null : Number(logIndex), recordedAt },
    ]),
  );
}
