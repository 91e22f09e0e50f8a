import { AppError } from '#platform/errors';
import { derivedId } from '#platform/ids';
import { parseVerifierKey, verifyProofFile } from '#platform/tlog';
import { appendAnswerSchema, excerptSchema, pendingIntentsSchema } from './event.ts';
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
  outcome(intentId: string, outcome: OutcomeEvent['outcome'], requestId: string, timeoutMs?: number): Promise<AppendReceipt>;
  /** Intents of this service without an outcome that are older than `olderThanSeconds`. */
  pendingIntents(olderThanSeconds: number): Promise<readonly { readonly intentId: string; readonly requestId: string }[]>;
  /** Entries about one object of the person behind the context token. */
  excerpt(query: ExcerptQuery): Promise<AuditExcerpt>;
  check(): Promise<void>;
}

export interface ExcerptQuery {
  readonly targetType: string;
  readonly targetId: string;
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
  const verifier = parseVerifierKey(logVerifierKey);
  const append = async (event: AuditEvent, timeoutMs: number): Promise<AppendReceipt> => {
    try {
      const answer = await service.callJson({
        method: 'POST',
        path: '/internal/append',
        json: { events: [event] },
        requestId: event.requestId,
        timeoutMs,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const receipt = appendAnswerSchema.parse(answer).receipts[0];
      if (receipt === undefined) throw new Error('the audit service sent no receipt');
      verifyReceipt(event, receipt);
      return receipt;
    } catch (cause) {
      throw new AppError('AUDIT_UNAVAILABLE', { cause });
    }
  };
  const verifyReceipt = (event: AuditEvent, receipt: AppendReceipt): void => {
    const { index } = verifyProofFile({ file: Buffer.from(receipt.proof), leaf: Buffer.from(receipt.leaf), verifiers: [verifier], origin: verifier.name });
    if (index !== receipt.index) throw new Error('the proof is for another index');
    assertLeafSays(event, receipt.leaf);
  };
  return {
    prepare: (event) => append(event, PREPARE_TIMEOUT_MS),
    fact: (event) => append(event, PREPARE_TIMEOUT_MS),
    outcome: (intentId, outcome, requestId, timeoutMs = OUTCOME_TIMEOUT_MS) =>
      append({ kind: 'OUTCOME', eventId: outcomeEventId(intentId), intentId, outcome, requestId }, timeoutMs),
    pendingIntents: async (olderThanSeconds) => {
      const answer = await service.callJson({
        method: 'GET',
        path: '/internal/intents/pending',
        query: `?olderThanSeconds=${String(olderThanSeconds)}`,
        requestId: 'reconciler',
        timeoutMs: QUERY_TIMEOUT_MS,
      });
      return pendingIntentsSchema.parse(answer).intents;
    },
    excerpt: async ({ requestId, contextToken, ...query }) => {
      const call = { method: 'POST', path: '/internal/excerpt', json: query } as const;
      const answer = await service.callJson({ ...call, contextToken, requestId, timeoutMs: QUERY_TIMEOUT_MS });
      return excerptSchema.parse(answer);
    },
    check: async () => {
      const { status, body } = await service.call({ method: 'GET', path: '/readyz', requestId: 'readiness' });
      body.resume();
      if (status !== 200) throw new Error(`audit answered ${String(status)}`);
    },
  };
}

/** The id of an intent's outcome is a function of the intent, so that service and reconciler cannot log two outcomes. */
export function outcomeEventId(intentId: string): string {
  return derivedId('lifeready-audit/outcome/v1', intentId);
}

/** A proof of some other leaf proves nothing about this event. */
function assertLeafSays(event: AuditEvent, leaf: string): void {
  const fields = JSON.parse(leaf) as Record<string, unknown>;
  const expected: Record<string, unknown> = { type: event.kind, event_id: event.eventId, request_id: event.requestId };
  if (event.kind !== 'FACT') expected['intent_id'] = event.intentId;
  if (event.kind !== 'OUTCOME') expected['action'] = event.action;
  if (event.kind !== 'PREPARED') expected['outcome'] = event.outcome;
  for (const [name, value] of Object.entries(expected)) {
    if (fields[name] !== value) throw new Error(`the leaf has another ${name}`);
  }
}

