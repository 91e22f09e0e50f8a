import { z } from 'zod';
import { isId } from '#platform/ids';
import { AUDIT_TARGET_TYPES } from './action-definition.ts';
import { isAuditAction } from './actions.ts';
import { isChosenEventId, outcomeEventId } from './event-id.ts';
import type { Tier } from '#platform/auth';
import type { AuditAction, ChangeAction } from './actions.ts';

/** Tenant of events that belong to nobody's tenant, such as a failed sign-in with an unknown address. */
export const SYSTEM_TENANT_ID = '00000000-0000-8000-8000-000000000001';

const id = z.string().refine(isId, 'is not an id');
const MAX_DETAIL_BYTES = 4_096;
/** Correlation ids as the servers make and accept them. */
const requestId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'is not a request id');

const actorFields = z.strictObject({
  type: z.enum(['HUMAN', 'SERVICE_ACCOUNT', 'SYSTEM', 'ANONYMOUS']),
  principalId: id.nullable(),
  role: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .nullable(),
  sessionId: id.nullable(),
  clientId: z
    .string()
    .regex(/^[A-Za-z0-9._:-]{1,128}$/)
    .nullable(),
  /** Grant by which the actor acts for somebody else. */
  grantId: id.nullable(),
  /** On whose behalf; null for oneself, and in events of services that do not say it yet. */
  onBehalfOfPrincipalId: id.nullable().default(null),
});
const actorSchema = actorFields.refine(
  ({ principalId, onBehalfOfPrincipalId }) =>
    onBehalfOfPrincipalId === null || (principalId !== null && principalId !== onBehalfOfPrincipalId),
  { path: ['onBehalfOfPrincipalId'], error: 'is not somebody else' },
);

const targetSchema = z.strictObject({
  type: z.enum(AUDIT_TARGET_TYPES),
  id,
  /** Whose object it is; null for objects of an organisation. */
  ownerPrincipalId: id.nullable(),
});

const detailSchema = z
  .record(z.string().max(60), z.json())
  .refine((detail) => Buffer.byteLength(JSON.stringify(detail)) <= MAX_DETAIL_BYTES, 'is too large');

const described = {
  /** Chosen by the service that reports the event; never one that follows from something else. */
  eventId: id.refine(isChosenEventId, 'is not a new id'),
  tenantId: id,
  actor: actorSchema,
  action: z.string().refine(isAuditAction, 'is not a known action'),
  target: targetSchema,
  tier: z.enum(['green', 'amber', 'red']),
  requestId,
  /** Committed to in the leaf by a salted hash; kept encrypted beside it. No secrets, no free text of people. */
  detail: detailSchema,
};

export const preparedSchema = z.strictObject({ kind: z.literal('PREPARED'), intentId: id, ...described });
export const factSchema = z.strictObject({
  kind: z.literal('FACT'),
  outcome: z.enum(['OK', 'DENIED', 'FAILED']),
  reasonCode: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,60}$/)
    .nullable(),
  ...described,
});
/** Says what became of a PREPARED event; tenant, actor, action and target are taken from that event. */
export const outcomeSchema = z
  .strictObject({
    kind: z.literal('OUTCOME'),
    eventId: id,
    intentId: id,
    outcome: z.enum(['COMMITTED', 'ABORTED']),
    requestId,
  })
  .refine(({ eventId, intentId }) => eventId === outcomeEventId(intentId), {
    path: ['eventId'],
    error: 'is not the id of the outcome of this intent',
  });

/** One event as a service sends it to the audit service. */
export const auditEventSchema = z.discriminatedUnion('kind', [preparedSchema, factSchema, outcomeSchema]);
export type AuditEvent = z.infer<typeof auditEventSchema>;
export type PreparedEvent = z.infer<typeof preparedSchema>;
export type FactEvent = z.infer<typeof factSchema>;
export type OutcomeEvent = z.infer<typeof outcomeSchema>;
export type AuditActor = z.infer<typeof actorSchema>;
export type AuditTarget = z.infer<typeof targetSchema>;
export type AuditDetail = z.infer<typeof detailSchema>;

/** Largest number of events in one append call. */
export const MAX_EVENTS_PER_APPEND = 64;
export const appendRequestSchema = z.strictObject({
  events: z.array(auditEventSchema).min(1).max(MAX_EVENTS_PER_APPEND),
});
/** The same for events that have nothing to do with each other: each is looked at by itself, and has an answer of its own. */
export const appendEachRequestSchema = z.strictObject({
  answers: z.literal('each'),
  events: z.array(z.unknown()).min(1).max(MAX_EVENTS_PER_APPEND),
});

/** What the audit service answers for one event. */
export const appendReceiptSchema = z.object({
  eventId: id,
  index: z.number().int().nonnegative(),
  /** The leaf, verbatim; its bytes are what the tree commits to. */
  leaf: z.string().max(8_192),
  /** `tlog-proof@v1` of the leaf in a signed checkpoint. */
  proof: z.string().max(65_536),
  /** Base64 of the 32-byte salt under which the leaf commits to the detail; empty for outcomes. */
  salt: z.string().max(64),
});
export type AppendReceipt = z.infer<typeof appendReceiptSchema>;
/** One of both: the receipt, or the code of the error. */
const appendResultSchema = z.object({ receipt: appendReceiptSchema.optional(), code: z.string().optional() });
export type AppendResult = z.infer<typeof appendResultSchema>;
/** In the order of the events. */
export const appendResultsSchema = z.object({ results: z.array(appendResultSchema) });

/** Intents of the calling service that have no outcome yet. */
export const pendingIntentsSchema = z.object({
  intents: z.array(
    z.object({
      intentId: id,
      requestId: z.string(),
      /** Since the log recorded it. */
      ageSeconds: z.number().int().nonnegative(),
    }),
  ),
});
export type PendingIntent = z.infer<typeof pendingIntentsSchema>['intents'][number];

/** What the log has about one intent of the calling service. */
export const loggedIntentSchema = z.object({
  intentId: id,
  state: z.enum(['PENDING', 'COMMITTED', 'ABORTED']),
  preparedIndex: z.number().int().nonnegative(),
  preparedAt: z.iso.datetime(),
  outcomeIndex: z.number().int().nonnegative().nullable(),
  /** Told to the job that erases, of its own intents; null when it cannot be opened. */
  detail: detailSchema.nullish(),
});
export type LoggedIntent = z.infer<typeof loggedIntentSchema>;

/** Entries of one target, each with its proof in one checkpoint, for an export that proves itself. */
export const excerptSchema = z.object({
  checkpoint: z.string(),
  /** Oldest first; the last one is about the excerpt itself. */
  entries: z.array(
    z.object({
      index: z.number().int().nonnegative(),
      /** Entries of the tenant between this one and the one before it that are about something else. */
      withheld: z.number().int().nonnegative().default(0),
      leaf: z.string(),
      proof: z.array(z.string()),
    }),
  ),
  /** What opens the commitment of the entry about the excerpt; null where there is nothing about the target. */
  issued: z.object({ salt: z.string(), detail: detailSchema }).nullable().default(null),
});
export type AuditExcerpt = z.infer<typeof excerptSchema>;

interface Recorded {
  readonly tenantId: string;
  readonly target: AuditTarget;
  readonly tier: Tier;
  readonly detail?: AuditDetail;
}

/** A checkpoint that a service holds, for the log to show that it has grown out of it. */
export const consistencyRequestSchema = z.strictObject({ checkpoint: z.string().max(65_536) });
/** The log's newest checkpoint, and the proof from the presented one to it; of no use when that one is ahead. */
export const consistencyAnswerSchema = z.object({
  checkpoint: z.string().max(65_536),
  proof: z.array(z.base64()).max(64),
});
export type ConsistencyAnswer = z.infer<typeof consistencyAnswerSchema>;

/** What a use case says about its change; the actor comes from the verified token, never from input. */
export interface AuditRecord extends Recorded {
  readonly action: ChangeAction;
}

/** A fact is a record of something that changes no row: a denial, a delivery, a failed attempt. */
export interface AuditFact extends Recorded {
  readonly action: AuditAction;
  readonly outcome: FactEvent['outcome'];
  readonly reasonCode?: string;
}
