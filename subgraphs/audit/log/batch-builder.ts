import { commitToDetail } from '#platform/audit';
import { AppError } from '#platform/errors';
import { appendLeaf, leafHash } from '#platform/tlog';
import { formatLeaf } from './leaf.ts';
import { targetKind } from './references.ts';
import { openDetail, saltDetail } from './sealed-detail.ts';
import { subjectOf } from './subject-keys.ts';
import type { AuditEvent } from '#platform/audit';
import type { Frontier, TreeNode } from '#platform/tlog';
import type { LeafActor } from './leaf.ts';
import type { Reference, References } from './references.ts';
import type { OpenDetail } from './detail-sealer.ts';
import type { SaltedDetail } from './sealed-detail.ts';
import type { SubjectKeys } from './subject-keys.ts';
import type { EntryRow, KnownEntry, KnownRows, TenantHead } from './types.ts';

/** An event as it was submitted, with the service whose signature it came under. */
export interface Submission {
  readonly event: AuditEvent;
  readonly service: string;
  /** Hash of both; see `measureEvent`. */
  readonly eventHash: Buffer;
  /** Whether the log may hold it already, so that it is looked up. Of others only the database's unique keys say so, when it commits. */
  readonly doubted: boolean;
}

/** What became of one submission of a batch. */
export type BatchResult =
  | { readonly kind: 'appended' | 'repeated'; readonly entry: EntryRow; readonly salt: string }
  | { readonly kind: 'refused'; readonly error: AppError };

interface BuilderOptions {
  readonly subjectKeys: SubjectKeys;
  readonly recordedAt: string;
  readonly known: KnownRows;
  readonly references: References;
  readonly frontier: Frontier;
  /** Events whose detail cannot be sealed, with the reason. */
  readonly unsealed: ReadonlyMap<string, Error>;
}

type OutcomeEvent = Extract<AuditEvent, { kind: 'OUTCOME' }>;
type DescribedEvent = Exclude<AuditEvent, { kind: 'OUTCOME' }>;
type EntryDraft = Omit<EntryRow, 'index' | 'tenantSeq' | 'recordedAt' | 'eventHash' | 'leaf'> &
  LeafActor & { readonly reasonCode: string | null };

/** What a tenant's first entry names as the one before. */
const NO_LEAF = '0'.repeat(64);
/** The PREPARED entry of an intent says how somebody acted; its outcome says again who and on whose behalf, no more. */
const NOT_REPEATED = { actorRole: null, sessionRef: null, clientId: null, reasonCode: null };

/** Grows one batch event by event: what it refuses leaves no trace, what it takes becomes the newest leaf. */
export class BatchBuilder {
  frontier: Frontier;
  readonly entries: EntryRow[] = [];
  readonly nodes: TreeNode[] = [];
  readonly details: OpenDetail[] = [];
  /** Of every tenant the batch touches, as far as it has come. */
  readonly tenantHeads: Map<string, TenantHead>;
  readonly #options: BuilderOptions;
  /** By event id: what exists, from earlier batches and from this one. */
  readonly #events: Map<string, KnownEntry>;
  /** By intent and kind: an intent is prepared once and has one outcome. */
  readonly #intents: Map<string, EntryRow>;
  readonly #salts = new Map<string, string>();

  constructor(options: BuilderOptions) {
    this.#options = options;
    this.frontier = options.frontier;
    const { entries, tenantHeads } = options.known;
    this.#events = new Map(entries.map((entry) => [entry.eventId, entry]));
    this.#intents = new Map(entries.map((entry) => [intentKey(entry.intentId, entry.kind), entry]));
    this.tenantHeads = newestHeads(tenantHeads);
  }

  async add({ event, service, eventHash }: Submission): Promise<BatchResult> {
    const known = this.#events.get(event.eventId);
    if (known !== undefined) {
      return known.eventHash.equals(eventHash)
        ? this.#repeat(known)
        : refused('the event id was used for other content');
    }
    const problem = this.#intentProblem(event, service);
    if (problem !== undefined) return refused(problem);
    const cause = this.#options.unsealed.get(event.eventId);
    if (cause !== undefined) return { kind: 'refused', error: new AppError('AUDIT_UNAVAILABLE', { cause }) };
    const draft = event.kind === 'OUTCOME' ? this.#draftOutcome(event) : this.#draftDescribed(event, service);
    const salted = event.kind === 'OUTCOME' ? undefined : saltDetail(event.detail);
    const entry = this.#append(draft, eventHash, salted);
    const salt = salted?.salt.toString('base64') ?? '';
    this.#events.set(entry.eventId, { ...entry, detail: null });
    this.#intents.set(intentKey(entry.intentId, entry.kind), entry);
    this.#salts.set(entry.eventId, salt);
    const { eventId, tenantRef } = entry;
    if (salted !== undefined) this.details.push({ eventId, tenantRef, subjectRef: subjectOf(entry), salted });
    return { kind: 'appended', entry, salt };
  }

  /** The receipt of a repeated event proves as much as the first one did, so it needs the same salt. */
  async #repeat(entry: KnownEntry): Promise<BatchResult> {
    const fresh = this.#salts.get(entry.eventId);
    if (fresh !== undefined) return { kind: 'repeated', entry, salt: fresh };
    if (entry.detail === null) return { kind: 'repeated', entry, salt: '' };
    try {
      const opened = await openDetail(this.#options.subjectKeys, entry.eventId, entry.detail);
      return { kind: 'repeated', entry, salt: opened?.salt.toString('base64') ?? '' };
    } catch (cause) {
      // One detail that cannot be opened is no reason to refuse the rest of the batch.
      return { kind: 'refused', error: new AppError('AUDIT_UNAVAILABLE', { cause }) };
    }
  }

  #intentProblem(event: AuditEvent, service: string): string | undefined {
    if (event.kind === 'FACT') return undefined;
    if (this.#intents.has(intentKey(event.intentId, event.kind))) {
      return event.kind === 'PREPARED' ? 'the intent was prepared before' : 'the intent has an outcome';
    }
    if (event.kind === 'PREPARED') return undefined;
    // Attack: a service that reports what became of another's change.
    return this.#intents.get(intentKey(event.intentId, 'PREPARED'))?.service === service
      ? undefined
      : 'no such intent of this service';
  }

  /** Tenant, actor, action and target of an outcome are those of the attempt. */
  #draftOutcome({ eventId, intentId, outcome, requestId }: OutcomeEvent): EntryDraft {
    const prepared = this.#intents.get(intentKey(intentId, 'PREPARED'));
    if (prepared === undefined) throw new Error('an outcome is drafted for a known intent only');
    return { ...prepared, ...NOT_REPEATED, kind: 'OUTCOME', eventId, outcome, requestId };
  }

  #draftDescribed(event: DescribedEvent, service: string): EntryDraft {
    const { actor, target } = event;
    const { references } = this.#options;
    const tenantRef = references.tenant(event.tenantId);
    const refer = (kind: Reference['kind'], id: string | null): string | null =>
      id === null ? null : references.of(tenantRef, kind, id);
    return {
      kind: event.kind,
      eventId: event.eventId,
      intentId: event.kind === 'PREPARED' ? event.intentId : null,
      service,
      tenantRef,
      actorRef: refer('principal', actor.principalId),
      actorType: actor.type,
      actorRole: actor.role,
      sessionRef: refer('object', actor.sessionId),
      clientId: actor.clientId,
      grantRef: refer('object', actor.grantId),
      onBehalfOfRef: refer('principal', actor.onBehalfOfPrincipalId),
      ownerRef: refer('principal', target.ownerPrincipalId),
      action: event.action,
      targetType: target.type,
      targetRef: references.of(tenantRef, targetKind(target), target.id),
      tier: event.tier,
      outcome: event.kind === 'PREPARED' ? 'ATTEMPTED' : event.outcome,
      requestId: event.requestId,
      reasonCode: event.kind === 'FACT' ? event.reasonCode : null,
    };
  }

  #append(draft: EntryDraft, eventHash: Buffer, salted: SaltedDetail | undefined): EntryRow {
    const { tenantRef } = draft;
    const { recordedAt } = this.#options;
    const head = this.tenantHeads.get(tenantRef);
    const tenantSeq = (head?.seq ?? 0) + 1;
    const leaf = formatLeaf({
      ...draft,
      recordedAt,
      tenantSeq,
      tenantPrev: head?.leafHash.toString('hex') ?? NO_LEAF,
      detailCommit: salted === undefined ? null : commitToDetail(salted.detail, salted.salt).toString('hex'),
    });
    const hash = leafHash(Buffer.from(leaf));
    const { frontier, newNodes } = appendLeaf(this.frontier, hash);
    const entry: EntryRow = { ...draft, index: this.frontier.size, tenantSeq, recordedAt, eventHash, leaf };
    this.frontier = frontier;
    this.nodes.push(...newNodes);
    this.entries.push(entry);
    this.tenantHeads.set(tenantRef, { tenantRef, seq: tenantSeq, leafHash: hash });
    return entry;
  }
}

/** A chain only grows: of two that are known of one tenant, the database saw the shorter one before a batch that is on its way. */
function newestHeads(heads: readonly TenantHead[]): Map<string, TenantHead> {
  const newest = new Map<string, TenantHead>();
  for (const head of heads) {
    if (head.seq > (newest.get(head.tenantRef)?.seq ?? 0)) newest.set(head.tenantRef, head);
  }
  return newest;
}

/** A fact has no intent and is never looked up by it. */
function intentKey(intentId: string | null, kind: EntryRow['kind']): string {
  return `${kind}/${intentId ?? ''}`;
}

function refused(problem: string): BatchResult {
  return { kind: 'refused', error: new AppError('AUDIT_EVENT_CONFLICT', { cause: new Error(problem) }) };
}
