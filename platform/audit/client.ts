import { AppError } from '#platform/errors';
import { parseVerifierKey } from '#platform/tlog';
import { appendAnswerSchema, excerptSchema, pendingIntentsSchema } from './event.ts';
import { outcomeEventId } from './event-id.ts';
import { verifyExcerpt, verifyReceipt } from './verify-answer.ts';
import type { ServiceClient } from '#platform/http';
import type { AppendReceipt, AuditEvent, AuditExcerpt, FactEvent, OutcomeEvent, PreparedEvent } from './event.ts';

/** A mutation waits this long for its PREPARED entry, then fails and changes nothing. */
const PREPARE_TIMEOUT_MS = 2_000;
/** The change is committed by then; the reconciler delivers what does not arrive in this time. */
const OUTCOME_TIMEOUT_MS = 500;
const QUERY_TIMEOUT_MS = 10_000;

export interface AuditClient {
  /** Appends and returns a verified receipt. @throws AppError AUDIT_UNAVAILABLE for anything else */
  prepare(event: PreparedEvent): Promise<AppendReceipt>;
  fact(event: FactEvent): Promise<AppendReceipt>;
  outcome(
    intentId: string,
    outcome: OutcomeEvent['outcome'],
    requestId: string,
    timeoutMs?: number,
  ): Promise<AppendReceipt>;
  /** Intents of this service without an outcome that are older than `olderThanSeconds`. */
  pendingIntents(
    olderThanSeconds: number,
  ): Promise<readonly { readonly intentId: string; readonly requestId: string }[]>;
  /** Entries about one object of the person behind the context token, or of whom they export for; each is proven. */
  excerpt(query: ExcerptQuery): Promise<AuditExcerpt>;
  check(): Promise<void>;
}

export interface ExcerptQuery {
  readonly targetType: string;
  readonly targetId: string;
  /** Principal for whose object a proxy exports, by a grant in the context token; the caller themself when absent. */
  readonly onBehalfOf?: string | undefined;
  readonly contextToken: string;
  readonly requestId: string;
}

export interface AuditClientOptions {
  readonly service: ServiceClient;
  /** Verifier key of the log. A receipt that does not verify under it is worth nothing. */
  readonly logVerifierKey: string;
}

/** The append side of the audit protocol (audit design, section 4, steps 2 to 4). */
export function createAuditClient({ service, logVerifierKey }: AuditClientOptions): AuditClient {
  const log = parseVerifierKey(logVerifierKey);
  const append = (event: AuditEvent, timeoutMs: number): Promise<AppendReceipt> =>
    orUnavailable(async () => {
      const answer = await service.callJson({
        method: 'POST',
        path: '/internal/append',
        json: { events: [event] },
        requestId: event.requestId,
        timeoutMs,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const [receipt] = appendAnswerSchema.parse(answer).receipts;
      if (receipt === undefined) throw new Error('the audit service sent no receipt');
      verifyReceipt(event, receipt, log);
      return receipt;
    });
  return {
    prepare: (event) => append(event, PREPARE_TIMEOUT_MS),
    fact: (event) => append(event, PREPARE_TIMEOUT_MS),
    outcome: (intentId, outcome, requestId, timeoutMs = OUTCOME_TIMEOUT_MS) =>
      append({ kind: 'OUTCOME', eventId: outcomeEventId(intentId), intentId, outcome, requestId }, timeoutMs),
    pendingIntents: (olderThanSeconds) =>
      orUnavailable(async () => {
        const answer = await service.callJson({
          method: 'GET',
          path: '/internal/intents/pending',
          query: `?olderThanSeconds=${String(olderThanSeconds)}`,
          requestId: 'reconciler',
          timeoutMs: QUERY_TIMEOUT_MS,
        });
        return pendingIntentsSchema.parse(answer).intents;
      }),
    excerpt: ({ requestId, contextToken, ...query }) =>
      orUnavailable(async () => {
        const call = { method: 'POST', path: '/internal/excerpt', json: query } as const;
        const answer = await service.callJson({ ...call, contextToken, requestId, timeoutMs: QUERY_TIMEOUT_MS });
        const excerpt = excerptSchema.parse(answer);
        verifyExcerpt(excerpt, log);
        return excerpt;
      }),
    check: async () => {
      const { status, body } = await service.call({ method: 'GET', path: '/readyz', requestId: 'readiness' });
      body.resume();
      if (status !== 200) throw new Error(`audit answered ${String(status)}`);
    },
  };
}

/** Whatever went wrong with the log, or with an answer that claims to come from it, means one thing to a caller. */
async function orUnavailable<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw new AppError('AUDIT_UNAVAILABLE', { cause });
  }
}
