import type { AuditActor } from '#platform/audit';
import type { TreeNode } from '#platform/tlog';

/** A row of `audit_entry`, with what its receipt needs. */
export interface EntryRow {
  readonly index: number;
  readonly eventId: string;
  readonly kind: 'PREPARED' | 'OUTCOME' | 'FACT';
  readonly intentId: string | null;
  readonly service: string;
  readonly tenantRef: string;
  readonly tenantSeq: number;
  readonly actorRef: string | null;
  readonly actorType: AuditActor['type'];
  readonly ownerRef: string | null;
  readonly action: string;
  readonly targetType: string;
  readonly targetRef: string;
  readonly tier: string;
  readonly outcome: string;
  readonly requestId: string;
  readonly recordedAt: string;
  readonly payloadHash: Buffer;
  readonly leaf: string;
}

export interface PseudonymRow {
  readonly tenantRef: string;
  readonly kind: 'tenant' | 'principal' | 'object';
  readonly rawId: string;
  readonly ref: string;
}

export interface TenantHead {
  readonly tenantRef: string;
  readonly seq: number;
  readonly leafHash: Buffer;
}

export interface DetailRow {
  readonly eventId: string;
  readonly tenantRef: string;
  /** Salt and detail, sealed. */
  readonly sealed: string;
}

/** The head of the log as committed. */
export interface LogHead {
  readonly size: number;
  readonly root: Buffer;
  readonly frontier: Buffer;
}

/** Everything one batch writes, in one transaction. */
export interface BatchRows {
  readonly entries: readonly EntryRow[];
  readonly nodes: readonly TreeNode[];
  readonly pseudonyms: readonly PseudonymRow[];
  readonly tenantHeads: readonly TenantHead[];
  readonly details: readonly DetailRow[];
}

/** What the sequencer needs of its store; one implementation on PostgreSQL. */
export interface SequencerStore {
  /** Takes over the log: raises the epoch, so that a sequencer that held it before can write no more. */
  claim(): Promise<{ readonly head: LogHead; readonly epoch: number }>;
  /** Entries among these ids that exist. */
  findEvents(eventIds: readonly string[]): Promise<EntryRow[]>;
  /** PREPARED entries of these intents. */
  findPrepared(intentIds: readonly string[]): Promise<EntryRow[]>;
  findPseudonyms(rawIds: readonly string[]): Promise<PseudonymRow[]>;
  findTenantHeads(tenantRefs: readonly string[]): Promise<TenantHead[]>;
  /** Sealed details of events, for receipts of repeated events. */
  findDetails(eventIds: readonly string[]): Promise<DetailRow[]>;
  /**
   * Writes a batch and moves the head, in one transaction.
   * @throws FencedError when the head is not the expected one: somebody else writes the log now
   */
  commit(rows: BatchRows, expected: { readonly size: number; readonly epoch: number }, head: LogHead): Promise<void>;
  readNodes(coordinates: readonly { readonly level: number; readonly index: number }[]): Promise<Buffer[]>;
}

/** The log has another writer. This process must not sign anything any more. */
export class FencedError extends Error {
  constructor() {
    super('another sequencer has taken over the log');
    this.name = 'FencedError';
  }
}
