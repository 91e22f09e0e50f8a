import { appendLeaf, leafHash } from '#platform/tlog';
import { commitToDetail, formatLeaf, payloadHash } from './leaf.ts';
import { References } from './references.ts';
import { saltDetail, sealDetail } from './sealed-detail.ts';
import { AppError } from '#platform/errors';
import type { KeyManagement } from '#platform/crypto';
import type { AuditEvent } from '#platform/audit';
import type { Frontier, TreeNode } from '#platform/tlog';
import type { SaltedDetail } from './sealed-detail.ts';
import type { BatchRows, DetailRow, EntryRow, SequencerStore, TenantHead } from './types.ts';

/** An event as it was submitted, with the service whose signature it came under. */
export interface Submission {
  readonly event: AuditEvent;
  readonly service: string;
}

/** What became of one submission of a batch. */
export type BatchResult =
  | { readonly kind: 'appended' | 'repeated'; readonly entry: EntryRow; readonly salt: string }
  | { readonly kind: 'refused'; readonly error: AppError };

export interface PreparedBatch {
  readonly rows: BatchRows;
  readonly frontier: Frontier;
  /** In the order of the submissions. */
  readonly results: readonly BatchResult[];
}

interface BatchDeps {
  readonly store: SequencerStore;
  readonly kms: KeyManagement;
  readonly recordedAt: string;
}

const NO_LEAF = '0'.repeat(64);

/** Builds everything a batch will write. Touches no state of the sequencer: a batch that fails to commit is forgotten. */
export async function prepareBatch(deps: BatchDeps, frontier: Frontier, submissions: readonly Submission[]): Promise<PreparedBatch> {
  const builder = await BatchBuilder.load(deps, frontier, submissions);
  const results: BatchResult[] = [];
  for (const submission of submissions) results.push(await builder.add(submission));
  return { rows: builder.rows(), frontier: builder.frontier, results };
}

class BatchBuilder {
  frontier: Frontier;
  readonly #deps: BatchDeps;
  readonly #references: References;
  /** By event id: what exists, from earlier batches and from this one. */
  readonly #existing: Map<string, EntryRow>;
  readonly #prepared: Map<string, EntryRow>;
  readonly #outcomes = new Set<string>();
  readonly #salts = new Map<string, string>();
  readonly #tenantHeads: Map<string, TenantHead>;
  readonly #entries: EntryRow[] = [];
  readonly #nodes: TreeNode[] = [];
  readonly #details: DetailRow[] = [];

  private constructor(
    deps: BatchDeps,
    frontier: Frontier,
    found: {
      references: References;
      existing: readonly EntryRow[];
      prepared: readonly EntryRow[];
      tenantHeads: readonly TenantHead[];
    },
  ) {
    this.#deps = deps;
    this.frontier = frontier;
    this.#references = found.references;
    this.#existing = new Map(found.existing.map((entry) => [entry.eventId, entry]));
    this.#prepared = new Map(found.prepared.flatMap((entry) => (entry.intentId === null ? [] : [[entry.intentId, entry]])));
    this.#tenantHeads = new Map(found.tenantHeads.map((head) => [head.tenantRef, head]));
  }

  static async load(deps: BatchDeps, frontier: Frontier, submissions: readonly Submission[]): Promise<BatchBuilder> {
    const { store } = deps;
    const events = submissions.map(({ event }) => event);
    const described = events.filter((event) => event.kind !== 'OUTCOME');
    const existing = await store.findEvents(events.map(({ eventId }) => eventId));
    const prepared = await store.findPrepared(events.flatMap((event) => (event.kind === 'OUTCOME' ? [event.intentId] : [])));
    const references = await References.load(store, described);
    const tenantRefs = new Set([...described.map(({ tenantId }) => references.tenant(tenantId)), ...prepared.map(({ tenantRef }) => tenantRef)]);
    const tenantHeads = await store.findTenantHeads([...tenantRefs]);
    return new BatchBuilder(deps, frontier, { references, existing, prepared, tenantHeads });
  }

  rows(): BatchRows {
    const touched = new Set(this.#entries.map(({ tenantRef }) => tenantRef));
    return {
      entries: this.#entries,
      nodes: this.#nodes,
      pseudonyms: this.#references.created.filter(({ tenantRef }) => touched.has(tenantRef)),
      tenantHeads: [...this.#tenantHeads.values()].filter(({ tenantRef }) => touched.has(tenantRef)),
      details: this.#details,
    };
  }

  async add({ event, service }: Submission): Promise<BatchResult> {
    const hash = payloadHash(event, service);
    const known = this.#existing.get(event.eventId);
    if (known !== undefined) {
      return known.payloadHash.equals(hash)
        ? { kind: 'repeated', entry: known, salt: this.#salts.get(event.eventId) ?? '' }
        : refused(new Error('the event id was used for other content'));
    }
    const draft = event.kind === 'OUTCOME' ? this.#draftOutcome(event, service) : this.#draftDescribed(event, service);
    if (draft instanceof AppError) return { kind: 'refused', error: draft };
    const salted = event.kind === 'OUTCOME' ? undefined : saltDetail(event.detail);
    const entry = this.#append(draft, hash, salted);
    if (salted !== undefined) {
      const sealed = await sealDetail(this.#deps.kms, event.eventId, salted);
      this.#details.push({ eventId: event.eventId, tenantRef: entry.tenantRef, sealed });
    }
    const salt = salted?.salt.toString('base64') ?? '';
    this.#existing.set(event.eventId, entry);
    this.#salts.set(event.eventId, salt);
    if (entry.kind === 'PREPARED' && entry.intentId !== null) this.#prepared.set(entry.intentId, entry);
    return { kind: 'appended', entry, salt };
  }

  /** Tenant, actor, action and target of an outcome are those of the attempt: nobody can report another's outcome. */
  #draftOutcome(event: Extract<AuditEvent, { kind: 'OUTCOME' }>, service: string): EntryDraft | AppError {
    const prepared = this.#prepared.get(event.intentId);
    if (prepared?.service !== service) return conflict(new Error('no such intent of this service'));
    if (this.#outcomes.has(event.intentId)) return conflict(new Error('the intent has an outcome'));
    this.#outcomes.add(event.intentId);
    return { ...prepared, kind: 'OUTCOME', eventId: event.eventId, outcome: event.outcome, requestId: event.requestId, reasonCode: null };
  }

  #draftDescribed(event: Exclude<AuditEvent, { kind: 'OUTCOME' }>, service: string): EntryDraft {
    const tenantRef = this.#references.tenant(event.tenantId);
    const person = (id: string | null): string | null => (id === null ? null : this.#references.of(tenantRef, 'principal', id));
    const kind = event.target.type === 'Principal' ? 'principal' : 'object';
    return {
      kind: event.kind,
      eventId: event.eventId,
      intentId: event.kind === 'PREPARED' ? event.intentId : null,
      service,
      tenantRef,
      actorRef: person(event.actor.principalId),
      actorType: event.actor.type,
      ownerRef: person(event.target.ownerPrincipalId),
      action: event.action,
      targetType: event.target.type,
      targetRef: this.#references.of(tenantRef, kind, event.target.id),
      tier: event.tier,
      outcome: event.kind === 'PREPARED' ? 'ATTEMPTED' : event.outcome,
      requestId: event.requestId,
      reasonCode: event.kind === 'FACT' ? event.reasonCode : null,
    };
  }

  #append(draft: EntryDraft, hash: Buffer, salted: SaltedDetail | undefined): EntryRow {
    const head = this.#tenantHeads.get(draft.tenantRef);
    const tenantSeq = (head?.seq ?? 0) + 1;
    const { recordedAt } = this.#deps;
    const leaf = formatLeaf({
      ...draft,
      recordedAt,
      tenantSeq,
      tenantPrev: head?.leafHash.toString('hex') ?? NO_LEAF,
      detailCommit: salted === undefined ? null : commitToDetail(salted.detail, salted.salt).toString('hex'),
    });
    const ofLeaf = leafHash(Buffer.from(leaf));
    const { frontier, newNodes } = appendLeaf(this.frontier, ofLeaf);
    const entry: EntryRow = { ...draft, index: this.frontier.size, tenantSeq, recordedAt, payloadHash: hash, leaf };
    this.frontier = frontier;
    this.#nodes.push(...newNodes);
    this.#entries.push(entry);
    this.#tenantHeads.set(draft.tenantRef, { tenantRef: draft.tenantRef, seq: tenantSeq, leafHash: ofLeaf });
    return entry;
  }
}

type EntryDraft = Omit<EntryRow, 'index' | 'tenantSeq' | 'recordedAt' | 'payloadHash' | 'leaf'> & { readonly reasonCode: string | null };

function conflict(cause: Error): AppError {
  return new AppError('AUDIT_EVENT_CONFLICT', { cause });
}

function refused(cause: Error): BatchResult {
  return { kind: 'refused', error: conflict(cause) };
}
