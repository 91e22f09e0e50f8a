import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import type { AppendReceipt, AuditActor, AuditDetail, AuditExcerpt } from '#platform/audit';
import type { Clock } from '#platform/clock';
import type { ExcerptReader, ExcerptSelection, ExcerptSubject } from './excerpt-queries.ts';
import type { ProofSource } from './proofs.ts';
import type { Sequencer } from './sequencer.ts';

/** Entries that are read, proven and held in memory at a time. */
const PAGE_ENTRIES = 512;

export interface ExcerptRequest {
  readonly subject: ExcerptSubject;
  /** Tenant, and the person whose case it is or whom it is about. */
  readonly scope: ExcerptSelection['scope'];
  /** Who asked for it. */
  readonly actor: AuditActor;
  readonly requestId: string;
  /** Most entries that it may disclose. */
  readonly maxEntries: number;
}

/** What is known of an excerpt before its first entry is read. */
export interface ExcerptHeader {
  readonly about: ExcerptSubject['type'];
  /** Entries that are disclosed, the one about the excerpt included. */
  readonly entries: number;
  /** Entries of the tenant before that one that are not. */
  readonly withheld: number;
  /** The signed note in which each entry is proven. */
  readonly checkpoint: string;
  /** What opens the commitment of the entry about the excerpt. */
  readonly issued: { readonly salt: string; readonly detail: AuditDetail };
}

export type ExcerptEntry = AuditExcerpt['entries'][number];

export interface OpenExcerpt {
  readonly header: ExcerptHeader;
  /** Pages of entries, oldest first; the last of them is the entry about the excerpt. */
  readonly pages: () => AsyncGenerator<readonly ExcerptEntry[]>;
}

export interface Excerpts {
  /**
   * Records that the excerpt is given out, and opens it. It reaches from the first entry of the tenant to the one about itself, so that
   * the numbers of the tenant's entries say what was left out.
   * @returns undefined when there is no entry to disclose; nothing is recorded then
   * @throws AppError EXCERPT_TOO_LARGE; AUDIT_STANDBY, AUDIT_UNAVAILABLE, AUDIT_QUEUE_FULL when it cannot be recorded
   */
  open(request: ExcerptRequest): Promise<OpenExcerpt | undefined>;
}

export interface ExcerptsDeps {
  readonly reader: ExcerptReader;
  readonly proofs: Pick<ProofSource, 'proofsIn'>;
  readonly sequencer: Pick<Sequencer, 'append' | 'checkpoint'>;
  readonly clock: Clock;
}

export function createExcerpts(deps: ExcerptsDeps): Excerpts {
  const { reader, sequencer } = deps;
  return {
    open: async (request) => {
      const { subject, scope, maxEntries } = request;
      const othersInTenant = subject.type === 'Principal' && (await reader.othersInTenant(scope));
      const selection = { subject, scope, othersInTenant };
      const logSize = sequencer.checkpoint().size;
      const known = await reader.count(selection, logSize, maxEntries);
      if (known === 0) return undefined;
      // With the entry about the excerpt it would be one more.
      if (known === maxEntries) throw new AppError('EXCERPT_TOO_LARGE');
      // In the log, so that nobody who passes it on can call an entry withheld that it disclosed.
      const said = { disclosed: known, logSize };
      const detail: AuditDetail =
        subject.type === 'Case' ? { about: 'Case', ...said } : { about: 'Principal', othersInTenant, ...said };
      const receipt = await record(deps, request, detail);
      const checkpoint = sequencer.checkpoint();
      // Another instance took the log over this very moment.
      if (checkpoint.size <= receipt.index) throw new AppError('AUDIT_UNAVAILABLE');
      const endIndex = receipt.index + 1;
      const entries = await reader.count(selection, endIndex, Number.MAX_SAFE_INTEGER);
      const { size, note } = checkpoint;
      return {
        header: {
          about: subject.type,
          entries,
          withheld: tenantSeqOf(receipt) - entries,
          checkpoint: note.toString('utf8'),
          issued: { salt: receipt.salt, detail },
        },
        pages: () => pagesOf(deps, selection, endIndex, size),
      };
    },
  };
}

async function record(
  { sequencer, clock }: ExcerptsDeps,
  { subject, scope, actor, requestId }: ExcerptRequest,
  detail: AuditDetail,
): Promise<AppendReceipt> {
  const { tenantId, principalId } = scope;
  const id = subject.type === 'Case' ? subject.id : principalId;
  const event = {
    kind: 'FACT',
    eventId: newId(clock.now()),
    action: 'audit.excerpt.issue',
    tenantId,
    actor,
    target: { type: subject.type, id, ownerPrincipalId: principalId },
    tier: 'amber',
    outcome: 'OK',
    reasonCode: null,
    requestId,
    detail,
  } as const;
  return sequencer.append({ event, service: 'audit' });
}

async function* pagesOf(
  { reader, proofs }: ExcerptsDeps,
  selection: ExcerptSelection,
  endIndex: number,
  size: number,
): AsyncGenerator<readonly ExcerptEntry[]> {
  let afterIndex = -1;
  let seq = 0;
  while (afterIndex < endIndex - 1) {
    const rows = await reader.page(selection, {
      afterIndex,
      afterSeq: seq,
      beforeIndex: endIndex,
      limit: PAGE_ENTRIES,
    });
    const last = rows.at(-1);
    // The entry about the excerpt is always there; without it the excerpt would say that it is whole, and would not be.
    if (last === undefined) throw new Error('an entry of the excerpt is missing');
    afterIndex = last.index;
    const proven = await proofs.proofsIn(
      rows.map(({ index }) => index),
      size,
    );
    yield rows.map(({ index, leaf, tenantSeq }, at) => {
      const withheld = tenantSeq - seq - 1;
      seq = tenantSeq;
      return { index, withheld, leaf, proof: proven[at] ?? [] };
    });
  }
}

function tenantSeqOf({ leaf }: AppendReceipt): number {
  return (JSON.parse(leaf) as { readonly tenant_seq: number }).tenant_seq;
}
