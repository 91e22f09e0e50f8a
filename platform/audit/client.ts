import { z } from 'zod';
import { AppError } from '#platform/errors';
import { readAnswerJson } from '#platform/http';
import { parseVerifierKey } from '#platform/tlog';
import { createAppendQueue } from './append-queue.ts';
import { consistencyAnswerSchema, excerptSchema, loggedIntentSchema, pendingIntentsSchema } from './event.ts';
import { outcomeEventId } from './event-id.ts';
import { createInstances } from './instances.ts';
import { createLogAgreement } from './log-agreement.ts';
import { createUnderWay } from './under-way.ts';
import { createReceiptVerifier, verifyExcerpt } from './verify-answer.ts';
import type { ServiceCall, ServiceClient } from '#platform/http';
import type { NoteVerifier } from '#platform/tlog';
import type { LogAgreement, LogMemory } from './log-agreement.ts';
import type {
  AppendReceipt,
  AuditEvent,
  AuditExcerpt,
  ConsistencyAnswer,
  FactEvent,
  LoggedIntent,
  OutcomeEvent,
  PendingIntent,
  PreparedEvent,
} from './event.ts';
import type { AskInstance, Instances } from './instances.ts';

/** A mutation waits this long for its PREPARED entry, then fails and changes nothing. */
const PREPARE_TIMEOUT_MS = 2_000;
/** Nobody waits for an outcome: the change is committed by then. The reconciler delivers what does not arrive in this time. */
const OUTCOME_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 10_000;
/** Of the inside of a pack: twenty thousand entries are proven before the answer begins, in one to some seconds. */
const EXCERPT_ATTEMPT_TIMEOUT_MS = 15_000;
const EXCERPT_TIMEOUT_MS = 30_000;
/** Twenty thousand entries of 2,000 to 2,400 bytes, whose proofs grow with the log (ADR 38). */
const MAX_EXCERPT_BYTES = 64 * 1_048_576;

const readinessSchema = z.object({ dependencies: z.object({ writer: z.string() }) });

export interface AuditClient {
  /** Appends and returns a verified receipt. @throws AppError AUDIT_UNAVAILABLE for anything else */
  prepare(event: PreparedEvent): Promise<AppendReceipt>;
  fact(event: FactEvent): Promise<AppendReceipt>;
  /** Leaves with the next call, or by itself when there is none for a moment. */
  outcome(intentId: string, outcome: OutcomeEvent['outcome'], requestId: string): Promise<AppendReceipt>;
  /** Resolves when the outcomes under way have been answered or given up: after at most five seconds. */
  settled(): Promise<void>;
  /** Intents of this service without an outcome that are older than `olderThanSeconds`. */
  pendingIntents(olderThanSeconds: number): Promise<readonly PendingIntent[]>;
  /** What the log has about an intent of this service. @throws AppError NOT_FOUND, AUDIT_UNAVAILABLE */
  intent(intentId: string, requestId: string): Promise<LoggedIntent>;
  /**
   * Entries about one object of the person behind the context token, or of whom they export for; each is proven. It is itself recorded.
   * @throws AppError EXCERPT_TOO_LARGE, AUDIT_UNAVAILABLE
   */
  excerpt(query: ExcerptQuery): Promise<AuditExcerpt>;
  /** Holds the log against what this service remembers of it before anything more is appended. */
  remember(memory: LogMemory): void;
  /** @throws Error while no instance writes the log, or the log is not the one that this service holds receipts of */
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
  /** The audit service: each of its instances, of which one writes. At least one. */
  readonly services: readonly ServiceClient[];
  /** Verifier key of the log. A receipt that does not verify under it is worth nothing. */
  readonly logVerifierKey: string;
}

type Query = (call: Omit<ServiceCall, 'timeoutMs'>) => Promise<unknown>;

/** The append side of the audit protocol (audit design, section 4, steps 2 to 4). */
export function createAuditClient({ services, logVerifierKey }: AuditClientOptions): AuditClient {
  const log = parseVerifierKey(logVerifierKey);
  const verify = createReceiptVerifier(log);
  const instances = createInstances(services);
  const queue = createAppendQueue(instances);
  const agreement = createLogAgreement({
    log,
    ask: (checkpoint, timeoutMs) => askConsistency(instances, checkpoint, timeoutMs),
  });
  const underWay = createUnderWay();
  const append = (event: AuditEvent, timeoutMs: number): Promise<AppendReceipt> =>
    orUnavailable(async () => {
      const deadline = performance.now() + timeoutMs;
      const patient = event.kind === 'OUTCOME';
      await agreement.require();
      const knownBefore = agreement.knownSize();
      const receipt = await orDoubt(agreement, () =>
        queue.append(event, { timeoutMs: deadline - performance.now(), patient }),
      );
      agreement.seen(receipt.proof, verify(event, receipt).size, knownBefore);
      return receipt;
    });
  const query: Query = (call) =>
    instances.ask(
      (service, timeoutMs) => service.callJson({ ...call, timeoutMs }),
      performance.now() + QUERY_TIMEOUT_MS,
    );
  return {
    prepare: (event) => append(event, PREPARE_TIMEOUT_MS),
    fact: (event) => append(event, PREPARE_TIMEOUT_MS),
    outcome: (intentId, outcome, requestId) =>
      underWay.add(
        append(
          { kind: 'OUTCOME', eventId: outcomeEventId(intentId), intentId, outcome, requestId },
          OUTCOME_TIMEOUT_MS,
        ),
      ),
    settled: () => underWay.settled(),
    pendingIntents: (olderThanSeconds) =>
      orUnavailable(async () => {
        // Asked for again and again: the occasion to see that it is still the same log whose intents these are.
        agreement.doubt();
        await agreement.require();
        return askPendingIntents(query, olderThanSeconds);
      }),
    intent: (intentId, requestId) => askIntent(query, intentId, requestId),
    excerpt: ({ requestId, contextToken, ...json }) => askExcerpt(instances, log, { json, contextToken, requestId }),
    remember: (memory) => {
      agreement.remember(memory);
      // At once, so that the first change does not wait for it; whoever comes next tells what is wrong.
      agreement.require().catch(() => undefined);
    },
    check: async () => {
      await agreement.require();
      await Promise.any(services.map(requireTheWriter)).catch((error: unknown) => {
        throw error instanceof AggregateError ? error.errors[0] : error;
      });
    },
  };
}

/** @throws Error unless this instance is ready and writes the log */
async function requireTheWriter(service: ServiceClient): Promise<void> {
  const answer = await service.call({ method: 'GET', path: '/readyz', requestId: 'readiness' });
  const { data } = readinessSchema.safeParse(await readAnswerJson(answer));
  if (answer.status !== 200) throw new Error(`audit answered ${String(answer.status)}`);
  if (data?.dependencies.writer !== 'ok') throw new Error('no instance of the audit service writes the log');
}

/** Refusals of one event, by a log that is well. */
const SAYS_NOTHING_OF_THE_LOG: ReadonlySet<string> = new Set([
  'AUDIT_EVENT_CONFLICT',
  'AUDIT_QUEUE_FULL',
  'BAD_USER_INPUT',
  'FORBIDDEN',
]);

async function orDoubt<Result>(agreement: LogAgreement, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError && SAYS_NOTHING_OF_THE_LOG.has(error.code))) agreement.doubt();
    throw error;
  }
}

async function askPendingIntents(query: Query, olderThanSeconds: number): Promise<readonly PendingIntent[]> {
  const answer = await query({
    method: 'GET',
    path: '/internal/intents/pending',
    query: `?olderThanSeconds=${String(olderThanSeconds)}`,
    requestId: 'reconciler',
  });
  return pendingIntentsSchema.parse(answer).intents;
}

async function askIntent(query: Query, intentId: string, requestId: string): Promise<LoggedIntent> {
  try {
    return loggedIntentSchema.parse(await query({ method: 'GET', path: `/internal/intents/${intentId}`, requestId }));
  } catch (cause) {
    // Only this says something of the intent; everything else, that nobody knows.
    if (cause instanceof AppError && cause.code === 'NOT_FOUND') throw cause;
    throw new AppError('AUDIT_UNAVAILABLE', { cause });
  }
}

async function askExcerpt(
  instances: Instances,
  log: NoteVerifier,
  {
    json,
    contextToken,
    requestId,
  }: { readonly json: unknown; readonly contextToken: string; readonly requestId: string },
): Promise<AuditExcerpt> {
  const call = { method: 'POST', path: '/internal/excerpt', json, contextToken, requestId } as const;
  const bounds = { timeoutMs: EXCERPT_ATTEMPT_TIMEOUT_MS, maxAnswerBytes: MAX_EXCERPT_BYTES };
  try {
    // Attempts have a patience of their own: an instance that is at work would be left for one that stands by.
    const answer = await instances.ask(
      (service) => service.callJson({ ...call, ...bounds }),
      performance.now() + EXCERPT_TIMEOUT_MS,
    );
    const excerpt = excerptSchema.parse(answer);
    verifyExcerpt(excerpt, log);
    return excerpt;
  } catch (cause) {
    // Only this says something of the excerpt, and asking again would not help.
    if (cause instanceof AppError && cause.code === 'EXCERPT_TOO_LARGE') throw cause;
    throw new AppError('AUDIT_UNAVAILABLE', { cause });
  }
}

function askConsistency(instances: Instances, checkpoint: string, timeoutMs: number): Promise<ConsistencyAnswer> {
  const call = { method: 'POST', path: '/internal/consistency', json: { checkpoint }, requestId: 'agreement' } as const;
  const ask: AskInstance<ConsistencyAnswer> = async (service, attemptTimeoutMs) =>
    consistencyAnswerSchema.parse(await service.callJson({ ...call, timeoutMs: attemptTimeoutMs }));
  return instances.ask(ask, performance.now() + timeoutMs);
}

/** Whatever went wrong with the log, or with an answer that claims to come from it, means one thing to a caller. */
async function orUnavailable<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw new AppError('AUDIT_UNAVAILABLE', { cause });
  }
}
